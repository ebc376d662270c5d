import type { Rule } from "../../../core/rule.ts";
import type { AdmissionWebhook } from "../admission/facts.ts";

const example = {
  configuration: "ValidatingWebhookConfiguration/policies",
  webhook: "check.example.com",
  host: "",
} as const;

export const admissionPassesOnFailure: Rule<AdmissionWebhook> = {
  id: "config/kubernetes/admission-passes-on-failure",
  on: "admission-webhook",
  title: "Admission webhook that lets through what it does not see",
  severity: "low",
  confidence: "proven",
  why: "While the webhook does not answer, everything is let through: whoever can stop it, or overload it, has no policy to fear.",
  fix: "Set `failurePolicy: Fail`, and leave the webhook's own namespace out by `namespaceSelector`, so that it can start.",
  standards: ["NSA authentication", "CIS Kubernetes 5.2.1"],
  aliases: ["C-0036", "C-0039"],
  examples: [
    { given: { ...example, failurePolicy: "Ignore" }, verdict: "fail" },
    { given: { ...example, failurePolicy: "Fail" }, verdict: "pass" },
    {
      given: { ...example, configuration: "MutatingWebhookConfiguration/sidecars", failurePolicy: "Ignore" },
      verdict: "not-applicable",
    },
  ],
  judge: ({ configuration, webhook, failurePolicy }) => {
    if (!configuration.startsWith("Validating")) return { kind: "not-applicable" }; // what is only added may be missing
    if (failurePolicy !== "Ignore") return { kind: "pass" };
    return { kind: "fail", message: `${webhook} lets everything through while it does not answer`, cause: webhook };
  },
};
