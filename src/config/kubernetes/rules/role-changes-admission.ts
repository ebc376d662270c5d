import type { Rule } from "../../../core/rule.ts";
import type { GrantedPower } from "../rbac/facts.ts";
import { judgePower } from "../rbac/judge-power.ts";

const example = {
  power: "change admission",
  role: "ClusterRole/deployer",
  isBuiltIn: false,
  scope: "cluster",
  holders: ["ServiceAccount ci/deployer"],
  rule: "update on mutatingwebhookconfigurations of admissionregistration.k8s.io",
  stronger: [],
} as const;

export const roleChangesAdmission: Rule<GrantedPower> = {
  id: "config/kubernetes/role-changes-admission",
  on: "granted-power",
  title: "Role that can change what is let in",
  severity: "high",
  confidence: "proven",
  why: "A webhook sees each object that is written, secrets too, and can change it; and whoever can write the checks can switch them off.",
  fix: "Limit it to the configurations that it owns, by `resourceNames`, and leave `create` to whoever installs it.",
  standards: ["CIS Kubernetes 5.1.12", "NSA RBAC", "MITRE ATT&CK T1556"],
  aliases: ["CKV_K8S_155", "KSV-0114"],
  examples: [
    { given: example, verdict: "fail" },
    { given: { ...example, scope: "nobody", holders: [] }, verdict: "fail" },
    { given: { ...example, power: "everything" }, verdict: "not-applicable" },
  ],
  judge: (fact) =>
    judgePower(fact, "change admission", "change the checks of the API server", { cluster: "high", nobody: "low" }),
};
