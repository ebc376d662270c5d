import { type Fields, fieldsOf } from "../../ecosystems/narrow.ts";
import type { OpenedDocument } from "../../formats/open-document.ts";
import type { Faults } from "./faults.ts";

type Known = Exclude<OpenedDocument, { format: "unknown" }>;

/**
 * The minimum elements for a bill (NTIA, July 2021): supplier, name, version and another unique identifier of each
 * component, the relationships between them, who made the document, and when.
 */
export function checkMinimumElements({ format, json }: Known, faults: Faults): void {
  if (format === "cyclonedx") checkCycloneDx(json, faults);
  else if (format === "spdx-2") checkSpdx(json, faults);
  else faults.add("", "the minimum elements of SPDX 3 are not checked by this version");
}

function checkCycloneDx(json: Fields, faults: Faults): void {
  const metadata = fieldsOf(json["metadata"]) ?? {};
  if (!isFilled(metadata["timestamp"])) faults.add("metadata.timestamp", "is missing: when was it made?");
  const authors = ["authors", "supplier", "manufacture", "manufacturer", "tools"].some((key) =>
    isFilled(metadata[key]),
  );
  if (!authors) faults.add("metadata.authors", "is missing, and no tools: who made it?");
  checkCycloneDxComponent(fieldsOf(metadata["component"]) ?? {}, "metadata.component", faults);
  if (!isFilled(json["dependencies"])) faults.add("dependencies", "is missing: what needs what?");
  for (const [index, value] of faults.items(json["components"], "components").entries()) {
    const component = fieldsOf(value) ?? {};
    const path = `components[${index}]`;
    if (component["type"] === "file") continue; // a file is no component that somebody supplies
    checkCycloneDxComponent(component, path, faults);
    if (!["purl", "cpe", "swid"].some((key) => isFilled(component[key])))
      faults.add(path, "has neither purl, cpe nor swid");
  }
}

function checkCycloneDxComponent(component: Fields, path: string, faults: Faults): void {
  if (!isFilled(fieldsOf(component["supplier"])?.["name"])) faults.add(`${path}.supplier.name`, "is missing");
  if (!isFilled(component["version"])) faults.add(`${path}.version`, "is missing");
}

function checkSpdx(json: Fields, faults: Faults): void {
  if (!isFilled(json["relationships"])) faults.add("relationships", "is missing: what needs what?");
  const described = describedIn(json);
  for (const [index, value] of faults.items(json["packages"], "packages").entries()) {
    const element = fieldsOf(value) ?? {};
    const path = `packages[${index}]`;
    const { supplier } = element;
    if (!isFilled(supplier) || supplier === "NOASSERTION") faults.add(`${path}.supplier`, "is missing");
    if (!isFilled(element["versionInfo"])) faults.add(`${path}.versionInfo`, "is missing");
    // What the document is about is often known by no other name.
    if (!described.has(element["SPDXID"]) && !isFilled(element["externalRefs"]))
      faults.add(`${path}.externalRefs`, "is missing: by which other name is it known?");
  }
}

function describedIn(json: Fields): ReadonlySet<unknown> {
  const listed = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
  const relationships = listed(json["relationships"]).map(fieldsOf);
  const described = relationships.filter((one) => one?.["relationshipType"] === "DESCRIBES");
  return new Set([...listed(json["documentDescribes"]), ...described.map((one) => one?.["relatedSpdxElement"])]);
}

function isFilled(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  const fields = fieldsOf(value);
  return fields === undefined ? typeof value === "string" && value !== "" : Object.keys(fields).length > 0;
}
