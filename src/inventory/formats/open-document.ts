import { fieldsOf, parseJson } from "../ecosystems/narrow.ts";
import { cycloneDxFromXml } from "./cyclonedx/from-xml.ts";
import { spdxFromTags } from "./spdx/from-tags.ts";

/** A document in the JSON form of its format, whatever it was written in. */
export type OpenedDocument =
  | {
      readonly format: "cyclonedx" | "spdx-2" | "spdx-3";
      readonly written: "json" | "xml" | "tag-value";
      readonly json: Readonly<Record<string, unknown>>;
    }
  | { readonly format: "unknown"; readonly reason: string };

/** Finds out what a document is by what stands in it, never by its name. */
export function openDocument(text: string): OpenedDocument {
  if (/^\s*</.test(text)) {
    const json = cycloneDxFromXml(text);
    return json === undefined
      ? { format: "unknown", reason: "not readable as XML of CycloneDX" }
      : { format: "cyclonedx", written: "xml", json };
  }
  if (/^(?:\s*#.*\n|\s*\n)*SPDXVersion:/.test(text.slice(0, HEAD))) {
    const json = spdxFromTags(text);
    return { format: "spdx-2", written: "tag-value", json };
  }
  const json = fieldsOf(parseJson(text));
  if (json === undefined)
    return { format: "unknown", reason: "no JSON, XML or tag-value document of CycloneDX or SPDX" };
  if ("spdxVersion" in json) return { format: "spdx-2", written: "json", json };
  if ("@graph" in json || "@context" in json) return { format: "spdx-3", written: "json", json };
  return { format: "cyclonedx", written: "json", json };
}

/** How far comments before the first tag may reach. */
const HEAD = 64 * 1024;
