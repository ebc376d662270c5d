import type { Rule } from "../../../core/rule.ts";
import type { PolicyEnforcement } from "../admission/facts.ts";

export const policyNotEnforced: Rule<PolicyEnforcement> = {
  id: "config/kubernetes/policy-not-enforced",
  on: "policy-enforcement",
  title: "Admission policy without effect",
  severity: "low",
  why: "A ValidatingAdmissionPolicy does nothing until a binding names it, and with `Audit` or `Warn` alone what it refuses is taken all the same.",
  fix: "Bind the policy with `validationActions: [Deny]`, once what it tells of is mended.",
  standards: ["NSA authentication"],
  examples: [
    { given: { policy: "owned", enforcement: "none" }, verdict: "fail" },
    { given: { policy: "owned", enforcement: "told" }, verdict: "fail" },
    { given: { policy: "owned", enforcement: "denied" }, verdict: "pass" },
  ],
  judge: ({ policy, enforcement }) => {
    if (enforcement === "denied") return { kind: "pass" };
    const message =
      enforcement === "none" ? `no binding puts ${policy} into force` : `${policy} only tells of what it refuses`;
    return { kind: "fail", message, cause: enforcement };
  },
};
