import { X509Certificate } from "node:crypto";
import type { Selectable } from "kysely";
import type { SamlSettings, SsoProviderTable } from "../db/tables/people-tables.ts";
import { Problem } from "../http/problems.ts";
import type { Expected } from "./read-response.ts";

/** A provider that speaks SAML. */
export type SamlProvider = Selectable<SsoProviderTable> & { readonly saml: SamlSettings };

export function isSaml(row: Selectable<SsoProviderTable>): row is SamlProvider {
  return row.saml !== null;
}

/** Where a provider posts its answers: the hub's entity id at it, too, so that no answer for one provider is for another. */
export function addressAt(origin: string, provider: string): string {
  return `${origin}/v1/auth/sso/saml/${provider}`;
}

export function expectedOf({ id, issuer, saml }: SamlProvider, origin: string, now: Date): Expected {
  const recipient = addressAt(origin, id);
  const { certificates, attribute } = saml;
  return { issuer, certificates, recipient, audience: recipient, attribute, now };
}

/** Certificates as PEM, however they were written. @throws Problem 400 */
export function readCertificates(texts: readonly string[]): string[] {
  return texts.map((text) => {
    const base64 = text.replace(/-----(?:BEGIN|END) CERTIFICATE-----/g, "").replace(/\s/g, "");
    try {
      const certificate = new X509Certificate(Buffer.from(base64, "base64"));
      const { asymmetricKeyType: type, asymmetricKeyDetails: details } = certificate.publicKey;
      if (type === "rsa" && (details?.modulusLength ?? 0) >= 2_048) return certificate.toString();
    } catch {
      // told below
    }
    throw new Problem(
      400,
      "sso/bad-certificate",
      "No such certificate",
      "`certificates` are X.509 certificates of RSA keys of 2048 bits or more, as the provider's metadata hold them.",
    );
  });
}

/** @throws Problem 400 where people would be sent without encryption, or elsewhere */
export function checkedSignOnUrl(text: string): string {
  const url = new URL(text);
  const isLocal = url.protocol === "http:" && ["localhost", "127.0.0.1"].includes(url.hostname);
  if ((url.protocol === "https:" || isLocal) && url.username === "" && url.hash === "") return url.href;
  throw new Problem(400, "sso/bad-address", "No such address", "`signOnUrl` is an https address.");
}
