import type { AdmissionPolicy, AdmissionPolicyBinding, PolicyEnforcement } from "./facts.ts";

/** What becomes of what each policy refuses, by the bindings that were seen. */
export function enforcements(
  policies: readonly AdmissionPolicy[],
  bindings: readonly AdmissionPolicyBinding[],
): PolicyEnforcement[] {
  return policies.map(({ name, at, subject }) => {
    const actions = bindings.filter(({ policy }) => policy === name).flatMap((binding) => binding.actions);
    const enforcement = actions.includes("Deny") ? "denied" : actions.length > 0 ? "told" : "none";
    return { kind: "policy-enforcement", at, subject, policy: name, enforcement };
  });
}
