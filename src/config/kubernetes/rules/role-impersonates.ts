import type { Rule } from "../../../core/rule.ts";
import type { GrantedPower } from "../rbac/facts.ts";
import { judgePower } from "../rbac/judge-power.ts";

const example = {
  power: "act as others",
  role: "ClusterRole/deployer",
  isBuiltIn: false,
  scope: "cluster",
  holders: ["ServiceAccount ci/deployer"],
  rule: "impersonate on users, groups",
  stronger: [],
} as const;

export const roleImpersonates: Rule<GrantedPower> = {
  id: "config/kubernetes/role-impersonates",
  on: "granted-power",
  title: "Role that can act as anybody",
  severity: "critical",
  confidence: "proven",
  why: "Whoever may impersonate is whoever he wants to be, the group `system:masters` included; the log names him beside the other, if somebody reads it.",
  fix: "Name the users, groups or accounts in `resourceNames`, or let the program ask in its own name.",
  standards: ["CIS Kubernetes 5.1.8", "NSA RBAC", "MITRE ATT&CK T1078"],
  aliases: ["KSV-0043", "C-0065"],
  examples: [
    { given: example, verdict: "fail" },
    { given: { ...example, scope: "namespace", stronger: ["ServiceAccount ci/root"] }, verdict: "fail" },
    { given: { ...example, scope: "namespace" }, verdict: "pass" },
  ],
  judge: (fact) =>
    judgePower(fact, "act as others", "act in the name of others", {
      cluster: "critical",
      takeover: "high",
      nobody: "medium",
    }),
};
