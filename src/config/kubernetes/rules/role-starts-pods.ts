import type { Rule } from "../../../core/rule.ts";
import type { GrantedPower } from "../rbac/facts.ts";
import { judgePower } from "../rbac/judge-power.ts";

const example = {
  power: "start pods",
  role: "ClusterRole/deployer",
  isBuiltIn: false,
  scope: "cluster",
  holders: ["ServiceAccount ci/deployer"],
  rule: "create on pods",
  stronger: [],
} as const;

export const roleStartsPods: Rule<GrantedPower> = {
  id: "config/kubernetes/role-starts-pods",
  on: "granted-power",
  title: "Role that can start pods under any account",
  severity: "high",
  confidence: "proven",
  why: "Whoever starts a pod chooses its account, and may do what that account may; where nothing forbids it, the pod is the node's as well.",
  fix: "Give the right in the namespaces where it is used, in which no account stands that may do more, and enforce the Pod Security level `restricted` there.",
  standards: ["CIS Kubernetes 5.1.4", "NSA RBAC", "MITRE ATT&CK T1610"],
  aliases: ["KSV-0048", "C-0188"],
  examples: [
    { given: example, verdict: "fail" },
    { given: { ...example, scope: "namespace", stronger: ["ServiceAccount ci/root"] }, verdict: "fail" },
    { given: { ...example, scope: "namespace" }, verdict: "pass" },
  ],
  judge: (fact) =>
    judgePower(fact, "start pods", "start pods under any account", {
      cluster: "high",
      takeover: "high",
      nobody: "low",
    }),
};
