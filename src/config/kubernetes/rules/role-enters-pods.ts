import type { Rule } from "../../../core/rule.ts";
import type { GrantedPower } from "../rbac/facts.ts";
import { judgePower } from "../rbac/judge-power.ts";

const example = {
  power: "enter pods",
  role: "ClusterRole/deployer",
  isBuiltIn: false,
  scope: "cluster",
  holders: ["ServiceAccount ci/deployer"],
  rule: "create on pods/exec",
  stronger: [],
} as const;

export const roleEntersPods: Rule<GrantedPower> = {
  id: "config/kubernetes/role-enters-pods",
  on: "granted-power",
  title: "Role that can run commands in pods",
  severity: "high",
  confidence: "proven",
  why: "A command in a pod reads its secrets and its token, and does what its account may.",
  fix: "Give `pods/exec`, `pods/attach` and `pods/ephemeralcontainers` to people alone, for a time, in one namespace.",
  standards: ["NSA RBAC", "MITRE ATT&CK T1609"],
  aliases: ["KSV-0053", "C-0002"],
  examples: [
    { given: example, verdict: "fail" },
    { given: { ...example, scope: "namespace", stronger: ["ServiceAccount ci/root"] }, verdict: "fail" },
    { given: { ...example, scope: "namespace" }, verdict: "pass" },
  ],
  judge: (fact) =>
    judgePower(fact, "enter pods", "run commands in running pods", {
      cluster: "high",
      takeover: "high",
      nobody: "low",
    }),
};
