import type { Rule } from "../../../core/rule.ts";
import type { IngressEncryption } from "../network/facts.ts";

export const plainIngress: Rule<IngressEncryption> = {
  id: "config/kubernetes/plain-ingress",
  on: "ingress-encryption",
  title: "Ingress, Gateway or route without TLS",
  severity: "low",
  why: "What is typed into the site, sign-ins included, is readable and changeable on every machine between.",
  fix: "Add `tls` with the Secret of the certificate, or a listener with HTTPS; let the controller send plain requests to it.",
  standards: ["NSA network separation"],
  examples: [
    { given: { ingress: "Ingress/web", isEncrypted: false }, verdict: "fail" },
    { given: { ingress: "Ingress/web", isEncrypted: true }, verdict: "pass" },
    { given: { ingress: "Gateway/edge/public", isEncrypted: false }, verdict: "fail" },
  ],
  judge: ({ ingress, isEncrypted }) =>
    isEncrypted ? { kind: "pass" } : { kind: "fail", message: `${ingress} answers without TLS` },
};
