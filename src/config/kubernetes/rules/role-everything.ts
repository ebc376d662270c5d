import type { Rule } from "../../../core/rule.ts";
import type { GrantedPower } from "../rbac/facts.ts";
import { judgePower } from "../rbac/judge-power.ts";

const example = {
  power: "everything",
  role: "ClusterRole/deployer",
  isBuiltIn: false,
  scope: "cluster",
  holders: ["ServiceAccount ci/deployer"],
  rule: "* on * of *",
  stronger: [],
} as const;

export const roleEverything: Rule<GrantedPower> = {
  id: "config/kubernetes/role-everything",
  on: "granted-power",
  title: "Role that may do everything",
  severity: "critical",
  confidence: "proven",
  why: "All verbs on all resources are every secret, every account and every node, and the right to give oneself what is still missing; tomorrow's resources alike.",
  fix: "List the verbs and resources that are used, in the namespaces where they are used.",
  standards: ["CIS Kubernetes 5.1.1", "CIS Kubernetes 5.1.3", "NSA RBAC", "MITRE ATT&CK T1078"],
  aliases: ["CKV_K8S_49", "KSV-0044", "KSV-0046", "KSV-0111", "C-0035", "C-0187"],
  examples: [
    { given: example, verdict: "fail" },
    { given: { ...example, scope: "namespace" }, verdict: "fail" },
    { given: { ...example, scope: "nobody", holders: [] }, verdict: "fail" },
    { given: { ...example, power: "read secrets" }, verdict: "not-applicable" },
  ],
  judge: (fact) =>
    judgePower(fact, "everything", "do everything", { cluster: "critical", namespace: "high", nobody: "medium" }),
};
