import { purlFault } from "../../../core/purl.ts";
import { type Fields, fieldsOf } from "../../ecosystems/narrow.ts";
import { readLicense } from "../../formats/licenses.ts";
import { type Faults, quoted, Refs } from "./faults.ts";

const ID = /^SPDXRef-[A-Za-z0-9.-]+$/;
const NO_ELEMENT: ReadonlySet<unknown> = new Set(["NONE", "NOASSERTION"]);

/** Holds an SPDX 2 document, given as its JSON form, against its specification. */
export function checkSpdx(json: Fields, faults: Faults): void {
  const version = faults.text(json["spdxVersion"], "spdxVersion", true);
  if (version !== undefined && !/^SPDX-2\.[23]$/.test(version))
    faults.add("spdxVersion", `${quoted(version)} is neither SPDX-2.2 nor SPDX-2.3`);
  if (json["dataLicense"] !== "CC0-1.0") faults.add("dataLicense", "is not CC0-1.0");
  faults.text(json["name"], "name", true);
  checkNamespace(json, faults);
  checkCreation(fieldsOf(json["creationInfo"]), faults);
  const refs = new Refs(faults);
  refs.define("SPDXRef-DOCUMENT", "SPDXID");
  if (json["SPDXID"] !== "SPDXRef-DOCUMENT") faults.add("SPDXID", "is not SPDXRef-DOCUMENT");
  const own = ownLicenses(json, faults);
  for (const list of ["packages", "files", "snippets"]) {
    for (const [index, value] of faults.items(json[list], list).entries()) {
      const path = `${list}[${index}]`;
      const element = fieldsOf(value);
      const id = faults.text(element?.["SPDXID"], `${path}.SPDXID`, true);
      if (id !== undefined && !ID.test(id)) faults.add(`${path}.SPDXID`, `${quoted(id)} is no SPDXRef-`);
      if (id !== undefined) refs.define(id, `${path}.SPDXID`);
      if (list === "packages" && element !== undefined) checkPackage(element, path, own, faults);
    }
  }
  checkRelationships(json, refs, faults);
}

function checkNamespace(json: Fields, faults: Faults): void {
  const namespace = faults.text(json["documentNamespace"], "documentNamespace", true);
  if (namespace === undefined) return;
  if (!URL.canParse(namespace)) faults.add("documentNamespace", "is no URI");
  if (namespace.includes("#")) faults.add("documentNamespace", "holds a #");
}

function checkCreation(creation: Fields | undefined, faults: Faults): void {
  const created = faults.text(creation?.["created"], "creationInfo.created", true);
  if (created !== undefined && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(created))
    faults.add("creationInfo.created", "is no time such as 2026-01-31T12:00:00Z");
  const creators = faults.items(creation?.["creators"], "creationInfo.creators");
  if (creators.length === 0) faults.add("creationInfo.creators", "is missing");
  for (const [index, creator] of creators.entries()) {
    if (typeof creator !== "string" || !/^(?:Person|Organization|Tool): ?\S/.test(creator))
      faults.add(`creationInfo.creators[${index}]`, "begins with none of Person:, Organization:, Tool:");
  }
}

/** Licences that the document declares before it may name them. */
function ownLicenses(json: Fields, faults: Faults): ReadonlySet<string> {
  const own = new Set<string>();
  const path = "hasExtractedLicensingInfos";
  for (const [index, value] of faults.items(json[path], path).entries()) {
    const id = faults.text(fieldsOf(value)?.["licenseId"], `${path}[${index}].licenseId`, true);
    if (id !== undefined) own.add(id);
  }
  return own;
}

function checkPackage(element: Fields, path: string, own: ReadonlySet<string>, faults: Faults): void {
  faults.text(element["name"], `${path}.name`, true);
  faults.text(element["downloadLocation"], `${path}.downloadLocation`, true);
  faults.text(element["versionInfo"], `${path}.versionInfo`, false);
  for (const field of ["licenseDeclared", "licenseConcluded"]) {
    const text = faults.text(element[field], `${path}.${field}`, false);
    if (text === undefined || NO_ELEMENT.has(text)) continue;
    if (readLicense(text).kind === "name") faults.add(`${path}.${field}`, `${quoted(text)} is no expression of SPDX`);
    for (const id of text.match(/(?<![A-Za-z0-9.:-])LicenseRef-[A-Za-z0-9.-]+/g) ?? [])
      if (!own.has(id)) faults.add(`${path}.${field}`, `${quoted(id)} is declared nowhere in this document`);
  }
  for (const [index, value] of faults.items(element["externalRefs"], `${path}.externalRefs`).entries()) {
    const reference = fieldsOf(value);
    const at = `${path}.externalRefs[${index}].referenceLocator`;
    const locator = faults.text(reference?.["referenceLocator"], at, true);
    const fault = reference?.["referenceType"] === "purl" && locator !== undefined ? purlFault(locator) : undefined;
    if (fault !== undefined) faults.add(at, `${quoted(locator ?? "")} is ${fault}`);
  }
}

/** Both ends are elements of this document, of another that it names, or nothing at all. */
function checkRelationships(json: Fields, refs: Refs, faults: Faults): void {
  const ends: [unknown, string][] = faults
    .items(json["documentDescribes"], "documentDescribes")
    .map((id, index) => [id, `documentDescribes[${index}]`]);
  for (const [index, value] of faults.items(json["relationships"], "relationships").entries()) {
    const relationship = fieldsOf(value);
    faults.text(relationship?.["relationshipType"], `relationships[${index}].relationshipType`, true);
    for (const end of ["spdxElementId", "relatedSpdxElement"])
      ends.push([relationship?.[end], `relationships[${index}].${end}`]);
  }
  for (const [id, path] of ends) {
    const isElsewhere = NO_ELEMENT.has(id) || (typeof id === "string" && id.startsWith("DocumentRef-"));
    if (!isElsewhere) refs.use(id, path);
  }
}
