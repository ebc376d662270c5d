import { X509Certificate } from "node:crypto";
import type { Bare } from "../../core/fact.ts";
import { subject } from "../../core/subject.ts";
import type { ServedCertificate } from "./facts.ts";

const DAY = 24 * 60 * 60 * 1000;

/**
 * Reads the certificate that an address answered with; undefined where it is none that can be read.
 * @param der the certificate of the server itself
 */
export function servedCertificate(address: string, der: Uint8Array, now: Date): ServedCertificate | undefined {
  const read = readCertificate(der, now);
  if (read === undefined) return undefined;
  const about = { at: { ref: address }, subject: subject("endpoint", `certificate at ${address}`) };
  return { kind: "served-certificate", ...about, address, ...read };
}

function readCertificate(der: Uint8Array, now: Date): Omit<Bare<ServedCertificate>, "address"> | undefined {
  try {
    const certificate = new X509Certificate(der);
    const { asymmetricKeyType: type = "", asymmetricKeyDetails: details } = certificate.publicKey;
    return {
      daysUntilStart: Math.ceil((certificate.validFromDate.getTime() - now.getTime()) / DAY),
      daysLeft: Math.floor((certificate.validToDate.getTime() - now.getTime()) / DAY),
      isSelfSigned: certificate.checkIssued(certificate) && certificate.verify(certificate.publicKey),
      keyType: type,
      keyBits: details?.modulusLength ?? 0,
    };
  } catch {
    return undefined;
  }
}
