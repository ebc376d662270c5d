import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../../testing/temporary-folder.ts";
import {
  type AnswerWish,
  answerOf,
  base64,
  type SigningKey,
  type SigningWish,
  signed,
  signingKey,
} from "../testing/saml-provider.ts";
import { readResponse } from "./read-response.ts";

const NOW = new Date("2026-11-24T12:00:00Z");
const RECIPIENT = "https://hub.example.com/v1/auth/sso/saml/acme";
const usual = { issuer: "https://idp.example.com", recipient: RECIPIENT, now: NOW };
const folder = temporaryFolder();
let key: SigningKey;
let foreign: SigningKey;

beforeAll(() => {
  key = signingKey(folder.path, "idp");
  foreign = signingKey(folder.path, "foreign");
});
afterAll(() => folder[Symbol.dispose]());

function read(xml: string, attribute: string | null = null) {
  const certificates = [key.certificate];
  const expected = {
    issuer: usual.issuer,
    certificates,
    recipient: RECIPIENT,
    audience: RECIPIENT,
    attribute,
    now: NOW,
  };
  return readResponse(base64(xml), expected);
}

const made = (wish: Partial<AnswerWish> = {}, how?: SigningWish, by = key) =>
  signed(answerOf({ ...usual, ...wish }), by, how);

/** The element of a name with all that is in it. */
const cutOut = (xml: string, name: string) => new RegExp(`<${name}[ >].*</${name}>`, "s").exec(xml)?.[0] ?? "";
const withoutSignature = (xml: string) => xml.replace(/<ds:Signature .*?<\/ds:Signature>/s, "");
const EVIL = "eve@example.com";
const forged = (assertion: string) =>
  withoutSignature(assertion)
    .replace("ada@example.com", EVIL)
    .replace(/ ID="_a/, ' ID="_evil');

test.each(["Assertion", "Response"] as const)("taken: the %s is signed", (what) => {
  expect(read(made({}, { what }))).toEqual({ email: "ada@example.com", request: "_request" });
});

test("taken: both are signed, SHA-512, an XML declaration, an address in an attribute, and two certificates", () => {
  const both = signed(made(), key, { what: "Response" });
  expect(read(`<?xml version="1.0" encoding="UTF-8"?>\n${both}`).email).toBe("ada@example.com");
  const strong = {
    algorithm: "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512",
    digest: "http://www.w3.org/2001/04/xmlenc#sha512",
  };
  expect(read(made({}, strong)).email).toBe("ada@example.com");
  const more =
    '<saml:AttributeStatement><saml:Attribute Name="mail"><saml:AttributeValue>Ada@Example.com</saml:AttributeValue></saml:Attribute></saml:AttributeStatement>';
  expect(read(made({ more, nameId: "x91" }), "mail").email).toBe("ada@example.com");
  const expected = { issuer: usual.issuer, recipient: RECIPIENT, audience: RECIPIENT, attribute: null, now: NOW };
  const certificates = [foreign.certificate, key.certificate];
  expect(readResponse(base64(made()), { ...expected, certificates }).email).toBe("ada@example.com");
});

test.each<[string, () => string, RegExp]>([
  ["not signed", () => answerOf(usual), /nothing in it is signed/],
  ["signed by another key", () => made({}, {}, foreign), /not the provider's/],
  [
    "signed with a key that it brings itself",
    () =>
      made({}, {}, foreign).replace(
        "<ds:SignatureValue>",
        `<ds:KeyInfo><ds:X509Data><ds:X509Certificate>${foreign.certificate.replace(/-----.*-----|\s/g, "")}</ds:X509Certificate></ds:X509Data></ds:KeyInfo><ds:SignatureValue>`,
      ),
    /not the provider's/,
  ],
  ["changed after it was signed", () => made().replace("ada@example.com", EVIL), /not the provider's/],
  [
    "the response is changed under its signature",
    () => made({}, { what: "Response" }).replace("ada@", "eve@"),
    /not the provider's/,
  ],
  [
    "one of two signatures is another key's",
    () => signed(made({}, {}, foreign), key, { what: "Response" }),
    /not the provider's/,
  ],
  [
    "a signature without its value",
    () => made().replace(/<ds:SignatureValue>.*?<\/ds:SignatureValue>/s, "<ds:SignatureValue/>"),
    /not the provider's/,
  ],
  ["SHA-1", () => made({}, { algorithm: "http://www.w3.org/2000/09/xmldsig#rsa-sha1" }), /means that are not taken/],
  [
    "a digest by SHA-1",
    () => made({}, { digest: "http://www.w3.org/2000/09/xmldsig#sha1" }),
    /means that are not taken/,
  ],
  [
    "canonicalization that keeps comments",
    () =>
      made(
        {},
        {
          transforms: [
            "http://www.w3.org/2000/09/xmldsig#enveloped-signature",
            "http://www.w3.org/2001/10/xml-exc-c14n#WithComments",
          ],
        },
      ),
    /means that are not taken/,
  ],
  ["a MAC under the public certificate", () => made().replace(/rsa-sha256/, "hmac-sha256"), /means that are not taken/],
])("refused: %s", (_, xml, why) => {
  expect(() => read(xml())).toThrow(why);
});

test.each<[string, (xml: string) => string]>([
  [
    "forged first, signed as its sibling",
    (xml) => {
      const own = cutOut(xml, "saml:Assertion");
      return xml.replace(own, forged(own) + own);
    },
  ],
  [
    "signed first, forged as its sibling",
    (xml) => {
      const own = cutOut(xml, "saml:Assertion");
      return xml.replace(own, own + forged(own));
    },
  ],
  [
    "signed within the forged one",
    (xml) => {
      const own = cutOut(xml, "saml:Assertion");
      return xml.replace(own, forged(own).replace("</saml:Assertion>", `${own}</saml:Assertion>`));
    },
  ],
  [
    "signed within an extension of the answer",
    (xml) => {
      const own = cutOut(xml, "saml:Assertion");
      return xml
        .replace(own, forged(own))
        .replace("<samlp:Status>", `<samlp:Extensions>${own}</samlp:Extensions><samlp:Status>`);
    },
  ],
  [
    "signed within the object of the forged one's signature",
    (xml) => {
      const own = cutOut(xml, "saml:Assertion");
      const signature = cutOut(own, "ds:Signature");
      const wrapping = signature.replace(
        "</ds:Signature>",
        `<ds:Object>${withoutSignature(own)}</ds:Object></ds:Signature>`,
      );
      return xml.replace(own, forged(own).replace("</saml:Issuer>", `</saml:Issuer>${wrapping}`));
    },
  ],
  [
    "the forged one takes the signed one's id",
    (xml) => {
      const own = cutOut(xml, "saml:Assertion");
      const id = / ID="(_a\d+)"/.exec(own)?.[1] ?? "";
      const twin = forged(own)
        .replace("_evil", "_a")
        .replace(/ ID="[^"]+"/, ` ID="${id}"`);
      return xml.replace(own, twin.replace("</saml:Issuer>", `</saml:Issuer>${cutOut(own, "ds:Signature")}`) + own);
    },
  ],
  [
    "the signature is left in the answer, about an assertion elsewhere",
    (xml) => {
      const own = cutOut(xml, "saml:Assertion");
      return xml.replace(
        own,
        cutOut(own, "ds:Signature") + forged(own) + `<samlp:Extensions>${withoutSignature(own)}</samlp:Extensions>`,
      );
    },
  ],
  [
    "another name space for the signed one",
    (xml) => {
      const own = cutOut(xml, "saml:Assertion");
      const hidden = own
        .replaceAll("saml:Assertion", "x:Assertion")
        .replace("<x:Assertion", '<x:Assertion xmlns:x="urn:x"');
      return xml.replace(own, forged(own) + hidden);
    },
  ],
  [
    "the signed answer within a forged one",
    (xml) => {
      const whole = signed(withoutSignature(xml), key, { what: "Response" });
      const evil = forged(whole).replace(/ ID="_r\d+"/, ' ID="_evilr"');
      return evil.replace("</samlp:Response>", `${whole}</samlp:Response>`);
    },
  ],
  [
    "the signed answer within the forged one's signature",
    (xml) => {
      const whole = signed(withoutSignature(xml), key, { what: "Response" });
      const object = `<ds:Object>${withoutSignature(whole)}</ds:Object></ds:Signature>`;
      const signature = cutOut(whole, "ds:Signature").replace("</ds:Signature>", object);
      return forged(whole)
        .replace(/ ID="_r\d+"/, ' ID="_evilr"')
        .replace("</saml:Issuer>", `</saml:Issuer>${signature}`);
    },
  ],
])("refused, signature wrapping: %s", (_, wrap) => {
  const xml = wrap(made());
  expect(xml).toContain(EVIL);
  expect(() => read(xml)).toThrow(/./);
});

test.each<[string, Partial<AnswerWish>, RegExp]>([
  ["another audience", { audience: "https://other.example.com" }, /another audience/],
  ["no audience", { audience: null }, /another audience/],
  [
    "two restrictions of which one is ours",
    { conditions: "<saml:AudienceRestriction><saml:Audience>x</saml:Audience></saml:AudienceRestriction>" },
    /another audience/,
  ],
  [
    "another recipient",
    { recipient: "https://other.example.com/acs", audience: RECIPIENT, destination: RECIPIENT },
    /another address/,
  ],
  ["past its end", { begins: -3_600, ends: -61 }, /past its end/],
  ["not valid yet", { begins: 61, ends: 600 }, /not hold yet/],
  ["another issuer", { issuer: "https://evil.example.com" }, /another issuer/],
  ["answers no request", { request: null }, /answers no request/],
  ["a condition that nobody knows", { conditions: '<x:Only xmlns:x="urn:x"/>' }, /condition that nobody knows/],
  ["another confirmation", { method: "urn:oasis:names:tc:SAML:2.0:cm:sender-vouches" }, /not confirmed/],
  [
    "a second subject",
    { more: "<saml:Subject><saml:NameID>eve@example.com</saml:NameID></saml:Subject>" },
    /one Subject/,
  ],
  ["no address", { nameId: "x91" }, /no address/],
  ["elements in the name", { nameId: "ada@example.com<saml:x/>.evil.com" }, /holds elements/],
])("refused, though signed: %s", (_, wish, why) => {
  expect(() => read(made(wish))).toThrow(why);
});

test("refused, though signed as a whole: another destination, no success", () => {
  const whole = { what: "Response" } as const;
  expect(() => read(made({ destination: "https://other.example.com/acs" }, whole))).toThrow(/another address/);
  expect(() => read(made({ status: "urn:oasis:names:tc:SAML:2.0:status:Requester" }, whole))).toThrow(
    /not let them in/,
  );
});

test.each<[string, (xml: string) => string]>([
  ["a comment cuts the name short", (xml) => xml.replace("ada@example.com", "ada@example.com<!-- -->.evil.com")],
  ["a comment within the signature", (xml) => xml.replace("<ds:DigestValue>", "<ds:DigestValue><!--x-->")],
  ["a document type", (xml) => `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>${xml}`],
  [
    "a document type that fetches",
    (xml) => `<?xml version="1.0"?><!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">${xml}`,
  ],
  [
    "a bomb of entities",
    (xml) => `<!DOCTYPE x [<!ENTITY a "${"a".repeat(100)}"><!ENTITY b "${"&a;".repeat(100)}">]>${xml}`,
  ],
  ["an entity that nobody declared", (xml) => xml.replace("ada@example.com", "&ada;")],
  ["CDATA", (xml) => xml.replace("ada@example.com", "<![CDATA[ada@example.com]]>")],
  ["a processing instruction", (xml) => xml.replace("<saml:Subject>", "<?x y?><saml:Subject>")],
  ["a declaration with more in it", (xml) => `<?xml version="1.0" ?><?x?>${xml}`],
  ["no XML", () => "<samlp:Response"],
  ["another root", () => "<x/>"],
  ["a byte that is no UTF-8", (xml) => xml.replace("ada@", "\ud800@")],
])("refused: %s", (_, spoil) => {
  expect(() => read(spoil(made()))).toThrow(/./);
});

test.each<[string, () => string]>([
  ["deep", () => "<a>".repeat(60_000)],
  ["of many attributes", () => `<a ${Array.from({ length: 30_000 }, (_, index) => `a${index}=""`).join(" ")}/>`],
  ["of many elements", () => `<samlp:Response xmlns:samlp="x">${"<a/>".repeat(50_000)}</samlp:Response>`],
  ["large", () => "a".repeat(300_000)],
  ["of white space", () => `<?xml ${" ".repeat(190_000)}`],
])("refused at once: an answer that is %s", (_, xml) => {
  const text = xml();
  const began = performance.now();
  expect(() => read(text)).toThrow(/./);
  expect(performance.now() - began).toBeLessThan(1_000);
});

test("what is no Base64 is refused, and so is what is signed by a weak or another kind of key", () => {
  const expected = {
    issuer: "x",
    certificates: [key.certificate],
    recipient: "x",
    audience: "x",
    attribute: null,
    now: NOW,
  };
  for (const posted of ["", "!!!!", "PGE+", `${base64(made())}=x`, `%${base64(made())}`])
    expect(() => readResponse(posted, expected)).toThrow(/./);
});
