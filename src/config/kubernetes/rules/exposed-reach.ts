import type { Rule } from "../../../core/rule.ts";
import type { ExposedReach } from "../rbac/facts.ts";
import type { Power } from "../rbac/powers.ts";

const example = {
  workload: "Deployment/shop/web",
  way: "Ingress/shop/web leads to it from outside",
  account: "web",
  reaches: [{ power: "read secrets", isClusterWide: true, through: "ClusterRole/reader by ClusterRoleBinding/reader" }],
} as const;

/** In a sentence: "its account may …". */
const PHRASES: Readonly<Record<Power, string>> = {
  everything: "do everything",
  "grant more": "grant itself more rights",
  "act as others": "act in the name of others",
  "enter nodes": "reach into the nodes",
  "change admission": "change the checks of the API server",
  "make tokens": "make tokens of others",
  "start pods": "start pods under any account",
  "enter pods": "run commands in running pods",
  "read secrets": "read all secrets",
};

export const exposedReach: Rule<ExposedReach> = {
  id: "config/kubernetes/exposed-reach",
  on: "exposed-reach",
  title: "Workload within everybody's reach, with an account that may do much",
  severity: "critical",
  why: "One flaw in a program that the outside can reach is enough: its token lies in the pod, and what its account may do is then done by whoever came in.",
  fix: "Set `automountServiceAccountToken: false` where the API is not used; else give the account what it uses, by name and in its namespace, or keep the part that needs more behind the part that is reached.",
  standards: ["NSA RBAC", "NSA network separation", "CIS Kubernetes 5.1.6", "MITRE ATT&CK T1133"],
  examples: [
    { given: example, verdict: "fail" },
    {
      given: {
        ...example,
        reaches: [{ power: "everything", isClusterWide: false, through: "Role/shop/web by RoleBinding/shop/web" }],
      },
      verdict: "fail",
    },
    { given: { ...example, reaches: [] }, verdict: "pass" },
  ],
  judge: ({ workload, way, account, reaches }) => {
    const [first] = [...reaches].sort((a, b) => Number(b.isClusterWide) - Number(a.isClusterWide));
    if (first === undefined) return { kind: "pass" };
    const where = first.isClusterWide ? "in the whole cluster" : "in its namespace";
    return {
      kind: "fail",
      severity: first.isClusterWide ? "critical" : "high",
      message: `${workload}: ${way}, and its account ${account} may ${PHRASES[first.power]} ${where}`,
      evidence: reaches.map(({ power, through }) => ({ kind: "bytes", text: `${PHRASES[power]}: ${through}` })),
    };
  },
};
