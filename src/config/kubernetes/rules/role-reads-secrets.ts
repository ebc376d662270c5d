import type { Rule } from "../../../core/rule.ts";
import type { GrantedPower } from "../rbac/facts.ts";
import { judgePower } from "../rbac/judge-power.ts";

const example = {
  power: "read secrets",
  role: "ClusterRole/deployer",
  isBuiltIn: false,
  scope: "cluster",
  holders: ["ServiceAccount ci/deployer"],
  rule: "get, list on secrets",
  stronger: [],
} as const;

export const roleReadsSecrets: Rule<GrantedPower> = {
  id: "config/kubernetes/role-reads-secrets",
  on: "granted-power",
  title: "Role that reads all secrets",
  severity: "high",
  confidence: "proven",
  why: "Secrets of the whole cluster are the tokens, keys and passwords of all that runs in it. `list` and `watch` show the values as `get` does.",
  fix: "Name the secrets in `resourceNames` with `get` alone, or give the role in one namespace.",
  standards: ["CIS Kubernetes 5.1.2", "NSA RBAC", "MITRE ATT&CK T1552.007"],
  aliases: ["KSV-0041", "C-0015"],
  examples: [
    { given: example, verdict: "fail" },
    { given: { ...example, scope: "namespace" }, verdict: "fail" },
    { given: { ...example, power: "everything" }, verdict: "not-applicable" },
  ],
  judge: (fact) =>
    judgePower(fact, "read secrets", "read all secrets", { cluster: "high", namespace: "low", nobody: "low" }),
};
