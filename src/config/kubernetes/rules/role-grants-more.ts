import type { Rule } from "../../../core/rule.ts";
import type { GrantedPower } from "../rbac/facts.ts";
import { judgePower } from "../rbac/judge-power.ts";

const example = {
  power: "grant more",
  role: "ClusterRole/deployer",
  isBuiltIn: false,
  scope: "cluster",
  holders: ["ServiceAccount ci/deployer"],
  rule: "escalate on clusterroles of rbac.authorization.k8s.io",
  stronger: [],
} as const;

export const roleGrantsMore: Rule<GrantedPower> = {
  id: "config/kubernetes/role-grants-more",
  on: "granted-power",
  title: "Role that can grant itself more",
  severity: "critical",
  confidence: "proven",
  why: "`escalate` writes rights into a role that its writer does not have, `bind` hands out any role: both end in everything.",
  fix: "Take `escalate` and `bind` out; where a controller must hand out roles, name them in `resourceNames`.",
  standards: ["CIS Kubernetes 5.1.8", "NSA RBAC", "MITRE ATT&CK T1098.006"],
  aliases: ["CKV_K8S_157", "CKV_K8S_158", "KSV-0050"],
  examples: [
    { given: example, verdict: "fail" },
    { given: { ...example, scope: "namespace" }, verdict: "fail" },
    { given: { ...example, power: "read secrets" }, verdict: "not-applicable" },
  ],
  judge: (fact) =>
    judgePower(fact, "grant more", "grant itself more rights", {
      cluster: "critical",
      namespace: "medium",
      nobody: "medium",
    }),
};
