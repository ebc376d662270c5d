import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { inflateRawSync } from "node:zlib";
import { SignedXml } from "xml-crypto";

/** A key pair with a certificate of an identity provider. */
export interface SigningKey {
  readonly privateKey: string;
  readonly certificate: string;
}

/** Makes a key and its certificate with openssl, below a folder. */
export function signingKey(folder: string, name: string, kind: readonly string[] = ["rsa:2048"]): SigningKey {
  const [key, out] = [join(folder, `${name}.key`), join(folder, `${name}.pem`)];
  const words = ["req", "-x509", "-nodes", "-days", "30", "-subj", `/CN=${name}`, "-newkey", ...kind];
  execFileSync("openssl", [...words, "-keyout", key, "-out", out], { stdio: "ignore" });
  return { privateKey: readFileSync(key, "utf8"), certificate: readFileSync(out, "utf8") };
}

/** What an answer says; all that is left out is as it should be. */
export interface AnswerWish {
  readonly issuer: string;
  readonly recipient: string;
  readonly now: Date;
  readonly request?: string | null;
  readonly email?: string;
  readonly audience?: string | null;
  readonly destination?: string;
  readonly status?: string;
  /** Seconds from now. */
  readonly begins?: number;
  readonly ends?: number;
  /** Elements more in the assertion. */
  readonly more?: string;
  readonly conditions?: string;
  readonly method?: string;
  readonly nameId?: string;
}

let ids = 0;

const SAML = 'xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"';
const SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success";

/** An answer as a provider writes it, not signed yet. */
export function answerOf(wish: AnswerWish): string {
  const { issuer, recipient, now, request = "_request", email = "ada@example.com", audience = recipient } = wish;
  const { destination = recipient, status = SUCCESS, begins = -60, ends = 300, more = "", conditions = "" } = wish;
  const { method = "urn:oasis:names:tc:SAML:2.0:cm:bearer", nameId = email } = wish;
  const at = (seconds: number) => new Date(now.getTime() + seconds * 1_000).toISOString();
  const to = request === null ? "" : ` InResponseTo="${request}"`;
  const id = ++ids;
  const restriction =
    audience === null
      ? ""
      : `<saml:AudienceRestriction><saml:Audience>${audience}</saml:Audience></saml:AudienceRestriction>`;
  return (
    `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_r${id}" Version="2.0" IssueInstant="${at(0)}"` +
    ` Destination="${destination}"${to}><saml:Issuer ${SAML}>${issuer}</saml:Issuer>` +
    `<samlp:Status><samlp:StatusCode Value="${status}"/></samlp:Status>` +
    `<saml:Assertion ${SAML} ID="_a${id}" Version="2.0" IssueInstant="${at(0)}"><saml:Issuer>${issuer}</saml:Issuer>` +
    `<saml:Subject><saml:NameID>${nameId}</saml:NameID><saml:SubjectConfirmation Method="${method}">` +
    `<saml:SubjectConfirmationData NotOnOrAfter="${at(ends)}" Recipient="${recipient}"${to}/></saml:SubjectConfirmation>` +
    `</saml:Subject><saml:Conditions NotBefore="${at(begins)}" NotOnOrAfter="${at(ends)}">${restriction}${conditions}</saml:Conditions>` +
    `<saml:AuthnStatement AuthnInstant="${at(0)}"/>${more}</saml:Assertion></samlp:Response>`
  );
}

export interface SigningWish {
  readonly what?: "Assertion" | "Response";
  readonly algorithm?: string;
  readonly digest?: string;
  readonly transforms?: readonly string[];
}

/** Signs the assertion, or the whole answer. */
export function signed(xml: string, { privateKey, certificate }: SigningKey, wish: SigningWish = {}): string {
  const { what = "Assertion", algorithm = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256" } = wish;
  const { digest = "http://www.w3.org/2001/04/xmlenc#sha256", transforms = TRANSFORMS } = wish;
  const xpath = `//*[local-name(.)='${what}']`;
  const signature = new SignedXml({
    privateKey,
    publicCert: certificate,
    signatureAlgorithm: algorithm,
    canonicalizationAlgorithm: "http://www.w3.org/2001/10/xml-exc-c14n#",
  });
  signature.addReference({ xpath, transforms: [...transforms], digestAlgorithm: digest });
  const after = `${xpath}/*[local-name(.)='Issuer']`;
  signature.computeSignature(xml, { location: { reference: after, action: "after" }, prefix: "ds" });
  return signature.getSignedXml();
}

const TRANSFORMS = ["http://www.w3.org/2000/09/xmldsig#enveloped-signature", "http://www.w3.org/2001/10/xml-exc-c14n#"];

export const base64 = (xml: string): string => Buffer.from(xml).toString("base64");

/** The request in the address to which the hub sends a browser. */
export function requestIn(url: string): { readonly xml: string; readonly id: string } {
  const deflated = Buffer.from(new URL(url).searchParams.get("SAMLRequest") ?? "", "base64");
  const xml = inflateRawSync(deflated).toString();
  return { xml, id: / ID="([^"]+)"/.exec(xml)?.[1] ?? "" };
}
