import { purlFault } from "../../../core/purl.ts";
import { type Fields, fieldsOf } from "../../ecosystems/narrow.ts";
import { type Faults, quoted, Refs } from "./faults.ts";

/** Holds what we read of an SPDX 3.0 document against its specification. An element may stand in another document. */
export function checkSpdx3(json: Fields, faults: Faults): void {
  const graph = Array.isArray(json["@graph"]) ? json["@graph"] : undefined;
  const refs = new Refs(faults);
  for (const [index, value] of (graph ?? [json]).entries()) {
    const path = graph === undefined ? "" : `@graph[${index}]`;
    const element = fieldsOf(value);
    const type = faults.text(element?.["type"], `${path}.type`, true);
    if (element === undefined || type === undefined) continue;
    if (typeof element["spdxId"] === "string") refs.define(element["spdxId"], `${path}.spdxId`);
    if (type === "software_Package") checkPackage(element, path, faults);
    if (type.endsWith("Relationship")) {
      faults.text(element["from"], `${path}.from`, true);
      faults.text(element["relationshipType"], `${path}.relationshipType`, true);
    }
  }
}

function checkPackage(element: Fields, path: string, faults: Faults): void {
  faults.text(element["spdxId"], `${path}.spdxId`, true);
  faults.text(element["name"], `${path}.name`, true);
  const purl = faults.text(element["software_packageUrl"], `${path}.software_packageUrl`, false);
  const fault = purl === undefined ? undefined : purlFault(purl);
  if (fault !== undefined) faults.add(`${path}.software_packageUrl`, `${quoted(purl ?? "")} is ${fault}`);
}
