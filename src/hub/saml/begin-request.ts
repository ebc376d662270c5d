import { randomBytes } from "node:crypto";
import { deflateRawSync } from "node:zlib";

/** A request of an identity provider that somebody sign in (SAML 2.0, HTTP-Redirect binding): its id, and where to send the browser. */
export function beginRequest(
  {
    signOnUrl,
    entityId,
    recipient,
  }: { readonly signOnUrl: string; readonly entityId: string; readonly recipient: string },
  now: Date,
): { id: string; url: string } {
  const id = `_${randomBytes(20).toString("hex")}`;
  const xml =
    `<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="${id}" Version="2.0"` +
    ` IssueInstant="${now.toISOString()}" Destination="${escaped(signOnUrl)}" AssertionConsumerServiceURL="${escaped(recipient)}"` +
    ` ProtocolBinding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST">` +
    `<saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">${escaped(entityId)}</saml:Issuer></samlp:AuthnRequest>`;
  const url = new URL(signOnUrl);
  url.searchParams.set("SAMLRequest", deflateRawSync(xml).toString("base64"));
  return { id, url: url.href };
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
