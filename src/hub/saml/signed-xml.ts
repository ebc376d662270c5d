import { DOMParser, type Element, onErrorStopParsing, XMLSerializer } from "@xmldom/xmldom";
import { SignedXml } from "xml-crypto";
import { SamlFault } from "./saml-fault.ts";

export const NAMESPACES = {
  assertion: "urn:oasis:names:tc:SAML:2.0:assertion",
  protocol: "urn:oasis:names:tc:SAML:2.0:protocol",
  signature: "http://www.w3.org/2000/09/xmldsig#",
} as const;

/** Elements and attributes together; no answer has more, and the readers' time grows with their square. */
const MOST_PARTS = 4_000;

const EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#";
const ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
const SIGNED_BY: readonly string[] = [
  "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
  "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512",
  "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1",
];
const HASHED_BY: readonly string[] = [
  "http://www.w3.org/2001/04/xmlenc#sha256",
  "http://www.w3.org/2001/04/xmlenc#sha512",
];

/**
 * Reads a text as XML that holds nothing but elements, attributes and text. What else XML knows (document types, entities,
 * comments, processing instructions, CDATA) has no place in an answer, and is how one text is read in two ways.
 * @throws SamlFault
 */
export function readXml(text: string): Element {
  const body = text.replace(/^<\?xml [^?<>]{0,100}\?>\s*/, "");
  if (/<[!?]/.test(body)) throw new SamlFault("it holds more than elements and text");
  const parts = body.split("<").length + body.split("=").length;
  if (parts > MOST_PARTS) throw new SamlFault("it has too many parts");
  try {
    const root = new DOMParser({ onError: onErrorStopParsing }).parseFromString(body, "text/xml").documentElement;
    if (root !== null) return root;
  } catch {
    // told below: the parser's words quote the text
  }
  throw new SamlFault("it is no XML");
}

/** The elements right below one, by namespace and name. */
export function childrenOf(parent: Element, namespace: string, name: string): Element[] {
  return elementsIn(parent).filter((one) => one.namespaceURI === namespace && one.localName === name);
}

export function elementsIn(parent: Element): Element[] {
  return [...parent.childNodes].filter((node): node is Element => node.nodeType === 1);
}

/**
 * What of an answer its identity provider signed, read anew out of the very bytes that the signature is about. Whatever
 * stands elsewhere in the text, moved or added, is not in it.
 * @param text the answer
 * @param certificates PEM, of which one must have signed; what the answer says of keys is not looked at
 * @returns the whole answer where it is signed, else its one assertion
 * @throws SamlFault
 */
export function signedPart(text: string, certificates: readonly string[]): Element {
  const root = readXml(text);
  if (root.namespaceURI !== NAMESPACES.protocol || root.localName !== "Response")
    throw new SamlFault("it is no Response");
  assertPlain(root);
  const [assertion] = childrenOf(root, NAMESPACES.assertion, "Assertion");
  const signed = [root, assertion].flatMap((parent) =>
    parent === undefined ? [] : childrenOf(parent, NAMESPACES.signature, "Signature").map((one) => ({ parent, one })),
  );
  const [first] = signed;
  if (first === undefined) throw new SamlFault("nothing in it is signed");
  const parts = signed.map(({ parent, one }) => verified(text, parent, one, certificates));
  return parts[0] ?? root;
}

/** One assertion in its place, every id once, signatures where they belong and nowhere else. */
function assertPlain(root: Element): void {
  const all = [root, ...root.getElementsByTagName("*")];
  const ids = all.flatMap((element) => ["ID", "Id", "id"].flatMap((name) => element.getAttribute(name) ?? []));
  if (new Set(ids).size < ids.length) throw new SamlFault("an id stands twice in it");
  const named = (name: string) => all.filter(({ localName }) => localName === name);
  const [assertions, responses] = [named("Assertion"), named("Response")];
  if (assertions.length !== 1 || responses.length !== 1 || assertions[0]?.parentNode !== root)
    throw new SamlFault("it does not hold one assertion in its place");
  if (named("EncryptedAssertion").length > 0) throw new SamlFault("its assertion is encrypted");
  const inPlace = all.filter(
    ({ localName, parentNode }) => localName === "Signature" && (parentNode === root || parentNode === assertions[0]),
  );
  const isOdd =
    named("Signature").length !== inPlace.length || new Set(inPlace.map((one) => one.parentNode)).size < inPlace.length;
  if (isOdd) throw new SamlFault("a signature stands where none belongs");
}

function verified(text: string, parent: Element, signature: Element, certificates: readonly string[]): Element {
  assertUsual(parent, signature);
  for (const publicCert of certificates) {
    const signedXml = signedBytes(text, signature, publicCert);
    if (signedXml === undefined) continue;
    const element = readXml(signedXml);
    const isSame =
      element.namespaceURI === parent.namespaceURI &&
      element.localName === parent.localName &&
      element.getAttribute("ID") === parent.getAttribute("ID");
    if (isSame) return element;
    throw new SamlFault("its signature is about something else");
  }
  throw new SamlFault("its signature is not the provider's");
}

/** The signature is about its parent as a whole, by means that we know. */
function assertUsual(parent: Element, signature: Element): void {
  const within = (name: string) => [...signature.getElementsByTagNameNS(NAMESPACES.signature, name)];
  const [information, ...others] = within("SignedInfo");
  const [reference, ...more] = within("Reference");
  if (information === undefined || others.length > 0 || reference === undefined || more.length > 0)
    throw new SamlFault("its signature is about other than one thing");
  const id = parent.getAttribute("ID") ?? "";
  if (id === "" || reference.getAttribute("URI") !== `#${id}`)
    throw new SamlFault("its signature is about something else");
  if (within("Object").length > 0) throw new SamlFault("its signature brings content of its own");
  const algorithms = (name: string) => within(name).map((element) => element.getAttribute("Algorithm") ?? "");
  const isUsual =
    isOneOf(algorithms("SignatureMethod"), SIGNED_BY) &&
    isOneOf(algorithms("DigestMethod"), HASHED_BY) &&
    isOneOf(algorithms("CanonicalizationMethod"), [EXCLUSIVE]) &&
    algorithms("Transform").join(" ") === `${ENVELOPED} ${EXCLUSIVE}`;
  if (!isUsual) throw new SamlFault("its signature is made by means that are not taken");
}

function isOneOf(found: readonly string[], taken: readonly string[]): boolean {
  return found.length === 1 && taken.includes(found[0] ?? "");
}

/** The bytes behind a signature as they were signed; undefined where this certificate's key did not sign them. */
function signedBytes(text: string, signature: Element, publicCert: string): string | undefined {
  const signed = new SignedXml({ publicCert, getCertFromKeyInfo: () => null });
  signed.SignatureAlgorithms = only(signed.SignatureAlgorithms, SIGNED_BY);
  signed.HashAlgorithms = only(signed.HashAlgorithms, HASHED_BY);
  signed.CanonicalizationAlgorithms = only(signed.CanonicalizationAlgorithms, [EXCLUSIVE, ENVELOPED]);
  try {
    signed.loadSignature(new XMLSerializer().serializeToString(signature));
    if (!signed.checkSignature(text)) return undefined;
    const parts = signed.getSignedReferences();
    return parts.length === 1 ? parts[0] : undefined;
  } catch {
    return undefined; // the library throws where a digest is wrong
  }
}

function only<Value>(all: Readonly<Record<string, Value>>, names: readonly string[]): Record<string, Value> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
}
