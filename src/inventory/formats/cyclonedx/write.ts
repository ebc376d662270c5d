import type { Component } from "../../../core/component.ts";
import { type AboutCycloneDx, cycloneDxDocument } from "./document.ts";

/**
 * Writes a CycloneDX document as JSON. The same components give the same bytes: there is no time in it unless asked
 * for, and its serial number is a hash of the rest.
 */
export function writeCycloneDx(components: readonly Component[], about: AboutCycloneDx): string {
  const { specVersion, ...rest } = cycloneDxDocument(components, about);
  const head = { $schema: `http://cyclonedx.org/schema/bom-${specVersion}.schema.json`, bomFormat: "CycloneDX" };
  return `${JSON.stringify({ ...head, specVersion, ...rest }, null, 2)}\n`;
}
