import type { Rule } from "../../../core/rule.ts";
import type { IngressEncryption } from "../network/facts.ts";

export const plainIngress: Rule<IngressEncryption> = {
  id: "config/kubernetes/plain-ingress",
  on: "ingress-encryption",
  title: "Ingress without TLS",
  severity: "low",
  why: "What is typed into the site, sign-ins included, is readable and changeable on every machine between.",
  fix: "Add `tls` with the hosts and the Secret of their certificate; let the controller send plain requests to it.",
  standards: ["NSA network separation"],
  examples: [
    { given: { ingress: "Ingress/web", isEncrypted: false }, verdict: "fail" },
    { given: { ingress: "Ingress/web", isEncrypted: true }, verdict: "pass" },
  ],
  judge: ({ ingress, isEncrypted }) =>
    isEncrypted ? { kind: "pass" } : { kind: "fail", message: `${ingress} answers without TLS` },
};
