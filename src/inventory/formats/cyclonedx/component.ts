import type { Component } from "../../../core/component.ts";
import { compareText } from "../../../core/order.ts";
import type { Place } from "../../../core/place.ts";
import { nameHash } from "../hashes.ts";
import { type License, readLicense } from "../licenses.ts";
import { isInListOf } from "./license-lists.ts";
import { asOccurrence, type Occurrence } from "./places.ts";
import { PROPERTY } from "./properties.ts";
import type { CycloneDxVersion } from "./versions.ts";

export interface WrittenProperty {
  readonly name: string;
  readonly value: string;
}

type WrittenLicense =
  | { readonly expression: string }
  | { readonly license: { readonly id: string } | { readonly name: string } };

/** A component with the keys of the JSON schema, in the order in which the XML schema wants its elements. */
export interface WrittenComponent {
  readonly type: "library";
  readonly "bom-ref": string;
  readonly supplier?: { readonly name: string };
  readonly group?: string;
  readonly name: string;
  readonly version?: string;
  readonly scope?: "required" | "excluded" | "optional";
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
  readonly licenses?: readonly WrittenLicense[];
  readonly purl: string;
  readonly properties: readonly WrittenProperty[];
  readonly evidence?: { readonly occurrences: readonly Occurrence[] };
}

const SCOPES = { production: "required", development: "excluded", optional: "optional" } as const;

/** The schema takes no longer version; the package URL has it whole. */
const LONGEST_VERSION = 1024;

/** `from` names the targets of a merged document that it comes from. */
export function asWritten(component: Component, spec: CycloneDxVersion, from: readonly string[]): WrittenComponent {
  const { purl, version, licenses, scope, supplier, hashes = [], occurrences } = component;
  const written = writtenLicenses(licenses.map(readLicense), spec);
  const named = hashes.flatMap((hash) => nameHash(hash) ?? []);
  return {
    type: "library",
    "bom-ref": purl,
    ...(supplier !== undefined && { supplier: { name: supplier } }),
    ...groupAndName(component),
    ...(version !== undefined && version.length <= LONGEST_VERSION && { version }),
    ...(scope !== undefined && { scope: SCOPES[scope] }),
    ...(named.length > 0 && { hashes: named.map(({ cycloneDx, digits }) => ({ alg: cycloneDx, content: digits })) }),
    ...(written.length > 0 && { licenses: written }),
    purl,
    properties: properties(component, spec, from),
    ...(spec !== "1.4" && occurrences.length > 0 && { evidence: { occurrences: locations(occurrences, spec) } }),
  };
}

function groupAndName({ type, name }: Component): { group?: string; name: string } {
  const end = type === "maven" ? name.indexOf(":") : type === "npm" && name.startsWith("@") ? name.indexOf("/") : -1;
  return end === -1 ? { name } : { group: name.slice(0, end), name: name.slice(end + 1) };
}

/** The schema allows one expression alone, or any number of ids and names. */
function writtenLicenses(licenses: readonly License[], spec: CycloneDxVersion): WrittenLicense[] {
  const [first] = licenses;
  if (licenses.length === 1 && first?.kind === "expression") return [{ expression: first.text }];
  return licenses.map(({ kind, text }) => ({
    license: kind === "id" && isInListOf(spec, text) ? { id: text } : { name: text },
  }));
}

function locations(occurrences: readonly Place[], spec: CycloneDxVersion): Occurrence[] {
  const inSeveralLayers = new Set(occurrences.map(({ layer }) => layer)).size > 1;
  const seen = new Map<string, Occurrence>();
  for (const place of occurrences) {
    const occurrence = asOccurrence(place, spec, inSeveralLayers);
    seen.set(JSON.stringify(occurrence), occurrence);
  }
  return [...seen.values()];
}

function properties(component: Component, spec: CycloneDxVersion, from: readonly string[]): WrittenProperty[] {
  const { occurrences, source, relation, direct, distribution, ownedBy, scope } = component;
  const layers = occurrences.map(({ layer }) => layer).filter((layer) => layer !== undefined);
  const paths = spec === "1.4" ? occurrences.map(({ path }) => path ?? "") : [];
  const pairs: [string, string | undefined][] = [
    [PROPERTY.direct, direct?.toString()],
    [PROPERTY.distribution, distribution],
    ...from.map((ref): [string, string] => [PROPERTY.from, ref]),
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

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort(compareText);
}
