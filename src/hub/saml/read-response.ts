import type { Element } from "@xmldom/xmldom";
import { SamlFault } from "./saml-fault.ts";
import { childrenOf, elementsIn, NAMESPACES, signedPart } from "./signed-xml.ts";

/** What an answer has to be for. */
export interface Expected {
  /** The provider's entity id. */
  readonly issuer: string;
  readonly certificates: readonly string[];
  /** Where the answer had to be sent. */
  readonly recipient: string;
  /** Whom it is for: the hub's entity id at this provider. */
  readonly audience: string;
  /** The attribute that holds somebody's address; undefined for the subject's own name. */
  readonly attribute: string | null;
  readonly now: Date;
}

/** Who somebody is by an identity provider's word. */
export interface Vouched {
  readonly email: string;
  /** The request that is answered. */
  readonly request: string;
}

/** Bytes of an answer, as Base64 writes them. */
export const LARGEST_RESPONSE = 256 * 1024;
/** Clocks differ by so much; milliseconds. */
const SKEW = 60_000;
const BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer";
const SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success";
/** All that the specification knows as conditions; another one that we do not know would make the assertion invalid. */
const CONDITIONS = new Set(["AudienceRestriction", "OneTimeUse", "ProxyRestriction"]);

/** Reads an answer as it was posted. Only what is signed is looked at. @throws SamlFault where it is not believed */
export function readResponse(posted: string, expected: Expected): Vouched {
  const part = signedPart(decode(posted), expected.certificates);
  const isWhole = part.localName === "Response";
  if (isWhole) assertResponse(part, expected);
  const assertion = isWhole ? one(part, "Assertion") : part;
  if (assertion.getAttribute("Version") !== "2.0") throw new SamlFault("it is of another version");
  assertIssuer(assertion, expected);
  assertConditions(one(assertion, "Conditions"), expected);
  const subject = one(assertion, "Subject");
  const request = confirmedFor(subject, expected);
  assertSession(one(assertion, "AuthnStatement"), expected);
  return { email: addressOf(assertion, subject, expected), request };
}

function decode(posted: string): string {
  if (posted.length > LARGEST_RESPONSE) throw new SamlFault("it is too large");
  const base64 = posted.replace(/\s/g, "");
  const bytes = Buffer.from(base64, "base64");
  if (bytes.toString("base64").replace(/=+$/, "") !== base64.replace(/=+$/, "")) throw new SamlFault("it is no Base64");
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    throw new SamlFault("it is no UTF-8");
  }
}

function assertResponse(response: Element, expected: Expected): void {
  const destination = response.getAttribute("Destination");
  if (destination !== null && destination !== expected.recipient)
    throw new SamlFault("it was meant for another address");
  const [status] = childrenOf(response, NAMESPACES.protocol, "Status");
  const [code] = status === undefined ? [] : childrenOf(status, NAMESPACES.protocol, "StatusCode");
  if (code?.getAttribute("Value") !== SUCCESS) throw new SamlFault("the provider did not let them in");
  if (childrenOf(response, NAMESPACES.assertion, "Issuer").length > 0) assertIssuer(response, expected);
}

function assertIssuer(element: Element, { issuer }: Expected): void {
  if (textOf(one(element, "Issuer")) !== issuer) throw new SamlFault("it is of another issuer");
}

/** Holds now, and for us. */
function assertConditions(conditions: Element, { audience, now }: Expected): void {
  assertTimes(conditions, now, { needsEnd: true });
  for (const { localName, namespaceURI } of elementsIn(conditions))
    if (namespaceURI !== NAMESPACES.assertion || !CONDITIONS.has(localName ?? ""))
      throw new SamlFault("it has a condition that nobody knows");
  const restrictions = childrenOf(conditions, NAMESPACES.assertion, "AudienceRestriction");
  const isForUs = restrictions.every((restriction) =>
    childrenOf(restriction, NAMESPACES.assertion, "Audience").some((one) => textOf(one) === audience),
  );
  if (restrictions.length === 0 || !isForUs) throw new SamlFault("it is for another audience");
}

/** The request that it answers, where whoever brings it may be believed to be the subject. */
function confirmedFor(subject: Element, { recipient, now }: Expected): string {
  const confirmations = childrenOf(subject, NAMESPACES.assertion, "SubjectConfirmation");
  const [confirmation] = confirmations;
  if (confirmation === undefined || confirmations.length > 1 || confirmation.getAttribute("Method") !== BEARER)
    throw new SamlFault("its subject is not confirmed in the usual way");
  const data = one(confirmation, "SubjectConfirmationData");
  assertTimes(data, now, { needsEnd: true });
  if (data.getAttribute("Recipient") !== recipient) throw new SamlFault("it was meant for another address");
  const request = data.getAttribute("InResponseTo");
  if (request === null || request === "") throw new SamlFault("it answers no request");
  return request;
}

function assertSession(statement: Element, { now }: Expected): void {
  const end = statement.getAttribute("SessionNotOnOrAfter");
  if (end !== null && timeOf(end) + SKEW <= now.getTime()) throw new SamlFault("its session is past its end");
}

function assertTimes(element: Element, now: Date, { needsEnd }: { readonly needsEnd: boolean }): void {
  const [begin, end] = [element.getAttribute("NotBefore"), element.getAttribute("NotOnOrAfter")];
  if (begin !== null && timeOf(begin) - SKEW > now.getTime()) throw new SamlFault("it does not hold yet");
  if (end === null && needsEnd) throw new SamlFault("it has no end");
  if (end !== null && timeOf(end) + SKEW <= now.getTime()) throw new SamlFault("it is past its end");
}

/** SAML's times are of UTC; one that is none holds at no time. */
function timeOf(text: string): number {
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) throw new SamlFault("it has a time that is none");
  return time;
}

function addressOf(assertion: Element, subject: Element, { attribute }: Expected): string {
  const found = attribute === null ? textOf(one(subject, "NameID")) : valueOf(assertion, attribute);
  const email = found.toLowerCase();
  if (!/^[^\s@]{1,64}@[a-z0-9.-]{1,253}$/.test(email)) throw new SamlFault("it names no address");
  return email;
}

function valueOf(assertion: Element, name: string): string {
  const values = childrenOf(assertion, NAMESPACES.assertion, "AttributeStatement")
    .flatMap((statement) => childrenOf(statement, NAMESPACES.assertion, "Attribute"))
    .filter((attribute) => attribute.getAttribute("Name") === name)
    .flatMap((attribute) => childrenOf(attribute, NAMESPACES.assertion, "AttributeValue"));
  const [value] = values;
  if (value === undefined || values.length > 1) throw new SamlFault("it does not hold one address");
  return textOf(value);
}

/** The one element of a name below another. */
function one(parent: Element, name: string): Element {
  const found = childrenOf(parent, NAMESPACES.assertion, name);
  const [first] = found;
  if (first === undefined || found.length > 1) throw new SamlFault(`it does not hold one ${name}`);
  return first;
}

/** The text of an element that holds nothing else: what stands beside an element in it would be read in two ways. */
function textOf(element: Element): string {
  if (elementsIn(element).length > 0) throw new SamlFault("a text holds elements");
  return (element.textContent ?? "").trim();
}
