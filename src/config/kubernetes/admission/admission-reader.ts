import { subject } from "../../../core/subject.ts";
import { asText, mapAt, maps, texts } from "../../../documents/shape.ts";
import type { Manifest } from "../manifest.ts";
import type { AdmissionFact } from "./facts.ts";

export const ADMISSION_GROUP = "admissionregistration.k8s.io";

export const ADMISSION_KINDS = [
  "ValidatingWebhookConfiguration",
  "MutatingWebhookConfiguration",
  "ValidatingAdmissionPolicy",
  "ValidatingAdmissionPolicyBinding",
] as const;

/** Webhooks, policies and their bindings. */
export function* factsOfAdmission(manifest: Manifest): Iterable<AdmissionFact> {
  const { kind, name, title, object, at } = manifest;
  const about = subject("workload", title);
  if (kind === "ValidatingAdmissionPolicy") yield { kind: "admission-policy", at: at([]), subject: about, name };
  if (kind === "ValidatingAdmissionPolicyBinding") {
    const { policyName, validationActions } = mapAt(object, "spec");
    const actions = texts(validationActions);
    yield { kind: "admission-policy-binding", at: at([]), subject: about, policy: asText(policyName), actions };
  }
  if (!kind.endsWith("WebhookConfiguration")) return;
  for (const [index, webhook] of maps(object.webhooks).entries()) {
    const url = asText(mapAt(webhook, "clientConfig").url);
    const isSet = webhook.failurePolicy !== undefined;
    yield {
      kind: "admission-webhook",
      at: isSet ? manifest.atKey(["webhooks", index, "failurePolicy"]) : at(["webhooks", index]),
      subject: about,
      configuration: title,
      webhook: asText(webhook.name),
      failurePolicy: asText(webhook.failurePolicy) || "Fail",
      host: URL.canParse(url) ? new URL(url).hostname : url,
    };
  }
}
