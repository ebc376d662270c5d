import type { Rule } from "../../../core/rule.ts";
import type { ServedCertificate } from "../facts.ts";

const example = {
  address: "https://10.0.0.5:6443",
  daysUntilStart: -90,
  daysLeft: 275,
  isSelfSigned: false,
  keyType: "ec",
  keyBits: 0,
} as const;

/** Bits of an RSA key below which NIST SP 800-131A holds it to be too weak. */
const LEAST_BITS = 2048;

export const weakCertificate: Rule<ServedCertificate> = {
  id: "config/probes/weak-certificate",
  on: "served-certificate",
  title: "Certificate that proves nothing any more",
  severity: "medium",
  confidence: "proven",
  why: "Whoever must speak with the address has learnt to look away, and so takes anybody's certificate there; a short key is broken for the price of a machine.",
  fix: "Issue a new certificate with an elliptic key or RSA of 2048 bits or more, and let it be renewed without a hand.",
  standards: ["NIST SP 800-131", "CWE-298", "CWE-326"],
  examples: [
    { given: { ...example, daysLeft: -1 }, verdict: "fail" },
    { given: { ...example, daysUntilStart: 2 }, verdict: "fail" },
    { given: { ...example, keyType: "rsa", keyBits: 1024 }, verdict: "fail" },
    { given: { ...example, keyType: "rsa", keyBits: 2048 }, verdict: "pass" },
    { given: example, verdict: "pass" },
  ],
  judge: ({ address, daysUntilStart, daysLeft, keyType, keyBits }) => {
    const faults = [
      ...(daysLeft < 0 ? ["is out of date"] : []),
      ...(daysUntilStart > 0 ? ["is not valid yet"] : []),
      ...(keyType.startsWith("rsa") && keyBits < LEAST_BITS ? [`has a key of ${keyBits} bits`] : []),
    ];
    return faults.length === 0
      ? { kind: "pass" }
      : { kind: "fail", message: `the certificate at ${address} ${faults.join(" and ")}`, cause: faults.join() };
  },
};
