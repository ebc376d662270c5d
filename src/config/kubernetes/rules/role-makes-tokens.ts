import type { Rule } from "../../../core/rule.ts";
import type { GrantedPower } from "../rbac/facts.ts";
import { judgePower } from "../rbac/judge-power.ts";

const example = {
  power: "make tokens",
  role: "ClusterRole/deployer",
  isBuiltIn: false,
  scope: "cluster",
  holders: ["ServiceAccount ci/deployer"],
  rule: "create on serviceaccounts/token",
  stronger: [],
} as const;

export const roleMakesTokens: Rule<GrantedPower> = {
  id: "config/kubernetes/role-makes-tokens",
  on: "granted-power",
  title: "Role that can make others' tokens",
  severity: "high",
  confidence: "proven",
  why: "A token of an account, or a certificate that is approved, is a login that works from anywhere and that nobody misses.",
  fix: "Name the accounts in `resourceNames`, and keep the approval of certificates for the cluster's own controller.",
  standards: ["CIS Kubernetes 5.1.11", "CIS Kubernetes 5.1.13", "NSA RBAC", "MITRE ATT&CK T1528"],
  aliases: ["CKV_K8S_156"],
  examples: [
    { given: example, verdict: "fail" },
    { given: { ...example, scope: "namespace", stronger: ["ServiceAccount ci/root"] }, verdict: "fail" },
    { given: { ...example, scope: "namespace" }, verdict: "pass" },
  ],
  judge: (fact) =>
    judgePower(fact, "make tokens", "make tokens or certificates of others", {
      cluster: "high",
      takeover: "high",
      nobody: "low",
    }),
};
