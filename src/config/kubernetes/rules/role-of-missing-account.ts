import type { Rule } from "../../../core/rule.ts";
import type { MissingAccount } from "../rbac/facts.ts";

export const roleOfMissingAccount: Rule<MissingAccount> = {
  id: "config/kubernetes/role-of-missing-account",
  on: "missing-account",
  title: "Role of an account that is not there",
  severity: "low",
  confidence: "proven",
  why: "Whoever may make accounts in the namespace makes one of that name and has the role, which nobody decided to give to them.",
  fix: "Delete the binding, or make the account that it was meant for.",
  standards: ["CIS Kubernetes 5.1.5", "NSA RBAC"],
  examples: [
    {
      given: { binding: "RoleBinding/shop/deploy", role: "deployer", account: "shop/old", isThere: false },
      verdict: "fail",
    },
    {
      given: { binding: "RoleBinding/shop/deploy", role: "deployer", account: "shop/ci", isThere: true },
      verdict: "pass",
    },
  ],
  judge: ({ binding, role, account, isThere }) =>
    isThere
      ? { kind: "pass" }
      : { kind: "fail", message: `${binding} gives ${role} to ${account}, which is not there`, cause: account },
};
