import type { JudgedFact } from "../../../core/fact.ts";

/** A webhook that the API server asks before it takes an object. */
export interface AdmissionWebhook extends JudgedFact {
  readonly kind: "admission-webhook";
  /** `ValidatingWebhookConfiguration/policies`. */
  readonly configuration: string;
  readonly webhook: string;
  /** What happens when it does not answer; `Fail` where nothing is written. */
  readonly failurePolicy: string;
  /** The host that is asked, where it is no Service of the cluster; else empty. */
  readonly host: string;
}

/** A ValidatingAdmissionPolicy. No rule judges it alone. */
export interface AdmissionPolicy extends JudgedFact {
  readonly kind: "admission-policy";
  readonly name: string;
}

/** What puts a policy into force. No rule judges it alone. */
export interface AdmissionPolicyBinding extends JudgedFact {
  readonly kind: "admission-policy-binding";
  readonly policy: string;
  /** `Deny`, `Warn`, `Audit`. */
  readonly actions: readonly string[];
}

/** What becomes of an object that a policy refuses. */
export interface PolicyEnforcement extends JudgedFact {
  readonly kind: "policy-enforcement";
  readonly policy: string;
  readonly enforcement: "none" | "told" | "denied";
}

export type AdmissionFact = AdmissionWebhook | AdmissionPolicy | AdmissionPolicyBinding;
