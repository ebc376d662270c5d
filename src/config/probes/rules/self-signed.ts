import type { Rule } from "../../../core/rule.ts";
import type { ServedCertificate } from "../facts.ts";

const example = {
  address: "https://10.0.0.5:10250",
  daysUntilStart: -90,
  daysLeft: 275,
  keyType: "ec",
  keyBits: 0,
} as const;

export const selfSigned: Rule<ServedCertificate> = {
  id: "config/probes/self-signed",
  on: "served-certificate",
  title: "Certificate that vouches for itself",
  severity: "info",
  confidence: "proven",
  why: "Nobody can tell it from the one that an intruder makes in a minute, unless it was brought to every client by hand.",
  fix: "Let the cluster's own authority sign it: for kubelets, `serverTLSBootstrap: true` and an approver of the requests.",
  standards: ["CWE-295", "CIS Kubernetes 4.2.9"],
  examples: [
    { given: { ...example, isSelfSigned: true }, verdict: "fail" },
    { given: { ...example, isSelfSigned: false }, verdict: "pass" },
  ],
  judge: ({ address, isSelfSigned }) =>
    isSelfSigned ? { kind: "fail", message: `the certificate at ${address} vouches for itself` } : { kind: "pass" },
};
