import type { Component } from "../../../core/component.ts";
import { compareText } from "../../../core/order.ts";
import type { Place } from "../../../core/place.ts";
import type { Target } from "../../../core/target.ts";
import { contentUuid } from "../content-uuid.ts";
import { type License, readLicense } from "../licenses.ts";
import { PROPERTY } from "./properties.ts";

export const CYCLONEDX_VERSIONS = ["1.4", "1.5", "1.6", "1.7"] as const;
export type CycloneDxVersion = (typeof CYCLONEDX_VERSIONS)[number];

export interface AboutDocument {
  readonly target: Target;
  readonly toolVersion: string;
  /** Default 1.6, the newest that the common consumers read. */
  readonly specVersion?: CycloneDxVersion;
}

/**
 * Writes a CycloneDX document as JSON. The same components give the same bytes: there is no time in it, and its
 * serial number is a hash of the rest. Components are written in the order of their purls.
 */
export function writeCycloneDx(components: readonly Component[], about: AboutDocument): string {
  const specVersion = about.specVersion ?? "1.6";
  const sorted = [...components].sort((a, b) => compareText(a.purl, b.purl));
  const content = {
    version: 1,
    metadata: metadata(about, specVersion),
    components: sorted.map((component) => asWritten(component, specVersion)),
    dependencies: dependencies(sorted, rootRef(about.target)),
  };
  const document = {
    $schema: `http://cyclonedx.org/schema/bom-${specVersion}.schema.json`,
    bomFormat: "CycloneDX",
    specVersion,
    serialNumber: `urn:uuid:${contentUuid([specVersion, content])}`,
    ...content,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function metadata({ target, toolVersion }: AboutDocument, specVersion: CycloneDxVersion) {
  const tool = { name: "waybill", version: toolVersion };
  const version = target.digest ?? target.commit;
  return {
    tools: specVersion === "1.4" ? [tool] : { components: [{ type: "application", ...tool }] },
    component: {
      type: target.kind === "image" ? "container" : target.kind === "rootfs" ? "operating-system" : "application",
      "bom-ref": rootRef(target),
      name: target.ref,
      ...(version !== undefined && { version }),
      ...(target.platform !== undefined && { properties: [{ name: "waybill:platform", value: target.platform }] }),
    },
  };
}

/** No purl begins so: it can never be a component's reference. */
function rootRef({ kind, ref }: Target): string {
  return `waybill:${kind}:${ref}`;
}

function asWritten(component: Component, specVersion: CycloneDxVersion) {
  const { purl, version, licenses, scope, occurrences } = component;
  const written = writtenLicenses(licenses.map(readLicense));
  return {
    type: "library",
    "bom-ref": purl,
    ...groupAndName(component),
    ...(version !== undefined && { version }),
    ...(scope !== undefined && { scope: SCOPES[scope] }),
    ...(written.length > 0 && { licenses: written }),
    purl,
    ...(specVersion !== "1.4" &&
      occurrences.length > 0 && { evidence: { occurrences: locations(occurrences, specVersion) } }),
    properties: properties(component, specVersion),
  };
}

const SCOPES = { production: "required", development: "excluded", optional: "optional" } as const;

function groupAndName({ type, name }: Component): { group?: string; name: string } {
  const end = type === "maven" ? name.indexOf(":") : type === "npm" && name.startsWith("@") ? name.indexOf("/") : -1;
  return end === -1 ? { name } : { group: name.slice(0, end), name: name.slice(end + 1) };
}

/** The schema allows one expression alone, or any number of ids and names. */
function writtenLicenses(licenses: readonly License[]) {
  const [first] = licenses;
  if (licenses.length === 1 && first?.kind === "expression") return [{ expression: first.text }];
  return licenses.map(({ kind, text }) => ({ license: kind === "id" ? { id: text } : { name: text } }));
}

function locations(occurrences: readonly Place[], specVersion: CycloneDxVersion) {
  const withLine = specVersion !== "1.5";
  const seen = new Map<string, { location: string; line?: number }>();
  for (const { path = "", line } of occurrences) {
    const location = { location: path, ...(withLine && line !== undefined && { line }) };
    seen.set(JSON.stringify(location), location);
  }
  return [...seen.values()];
}

function properties(component: Component, specVersion: CycloneDxVersion) {
  const { occurrences, source, relation, direct, distribution, ownedBy, scope } = component;
  const layers = occurrences.map(({ layer }) => layer).filter((layer) => layer !== undefined);
  const paths = specVersion === "1.4" ? occurrences.map(({ path }) => path ?? "") : [];
  const pairs: [string, string | undefined][] = [
    [PROPERTY.direct, direct?.toString()],
    [PROPERTY.distribution, distribution],
    ...distinct(layers).map((layer): [string, string] => [PROPERTY.layer, layer]),
    ...distinct(paths).map((path): [string, string] => [PROPERTY.location, path]),
    [PROPERTY.ownedBy, ownedBy],
    [PROPERTY.relation, relation],
    [PROPERTY.scope, scope],
    [PROPERTY.sourceName, source?.name],
    [PROPERTY.sourceVersion, source?.version],
  ];
  return pairs.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
}

/** One entry a reference. The target itself needs what the project asks for, and what nothing else here needs. */
function dependencies(components: readonly Component[], root: string) {
  const here = new Set(components.map(({ purl }) => purl));
  const needed = new Set(components.flatMap(({ dependsOn }) => dependsOn));
  const top = components.filter(({ purl, direct }) => direct === true || !needed.has(purl));
  return [
    { ref: root, dependsOn: distinct(top.map(({ purl }) => purl)) },
    ...components.map(({ purl, dependsOn }) => ({
      ref: purl,
      dependsOn: distinct(dependsOn).filter((need) => need !== purl && here.has(need)),
    })),
  ];
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort(compareText);
}
