import type { Place } from "../../../core/place.ts";
import type { OpenFile, WholeReader } from "../../../core/reader.ts";
import { fieldsOf, parseJson } from "../../ecosystems/narrow.ts";
import { type PackageFact, type PassedOverFact, passedOverAt, type UnreadFact, unreadAt } from "../../facts.ts";
import {
  type CanonicalPurl,
  canonicalPurl,
  distributionOf,
  nameOf,
  OF_DISTRIBUTIONS,
  versionOf,
} from "../canonical-purl.ts";
import { readSpdx } from "../spdx/read.ts";
import { PROPERTY } from "./properties.ts";
import { CycloneDxComponent, CycloneDxDependency, CycloneDxDocument } from "./schema.ts";

const VERSIONS = /^1\.[2-7]$/;
/** Deeper than any document nests its components. */
const MAX_DEPTH = 32;

/** A component with its properties at hand. */
interface Read {
  readonly component: CycloneDxComponent;
  readonly properties: ReadonlyMap<string, string>;
  readonly ref: string;
}

/** The components of a CycloneDX or SPDX document, when a document is what we look at. Somebody else listed them. */
export const billOfMaterials: WholeReader<PackageFact | PassedOverFact | UnreadFact> = {
  id: "inventory/bill-of-materials",
  version: 2,
  wants: ({ type }, { target }) => target === "sbom" && type === "file",
  *read(file) {
    const json = fieldsOf(parseJson(file.text()));
    if (json === undefined) yield unreadAt(file.place, "not readable as JSON; CycloneDX and SPDX in JSON are read");
    else if ("spdxVersion" in json) yield* readSpdx(file, json);
    else if ("@context" in json) yield unreadAt(file.place, "SPDX 3 is not read by this version; SPDX 2.2 and 2.3 are");
    else yield* readDocument(file, json);
  },
};

function* readDocument(file: OpenFile, json: unknown): Iterable<PackageFact | PassedOverFact | UnreadFact> {
  const parsed = CycloneDxDocument.safeParse(json);
  if (!parsed.success) {
    yield unreadAt(file.place, "not readable as a CycloneDX document");
    return;
  }
  const document = parsed.data;
  if (!VERSIONS.test(document.specVersion)) {
    yield unreadAt(file.place, "a version of CycloneDX other than 1.2 to 1.7");
    return;
  }
  const { components, broken } = readComponents(document.components);
  const { edges, brokenEdges } = readEdges(document.dependencies);
  const direct = new Set(edges.get(rootRef(document) ?? "") ?? []);
  for (const read of components) yield asPackage(file, read, edges.get(read.ref) ?? [], direct);
  if (broken > 0) yield unreadAt(file.place, `${broken} component(s) are not as CycloneDX writes them`);
  if (brokenEdges > 0) yield unreadAt(file.place, `${brokenEdges} dependencies are not as CycloneDX writes them`);
}

/** What the document is about; it is not one of its components. */
function rootRef({ metadata }: CycloneDxDocument): string | undefined {
  const root = CycloneDxComponent.safeParse(metadata?.component);
  return root.success ? root.data["bom-ref"] : undefined;
}

/** A component may hold further ones; all of them are here. */
function readComponents(written: readonly unknown[]): { components: Read[]; broken: number } {
  const components: Read[] = [];
  let broken = 0;
  let level = written;
  for (let depth = 0; level.length > 0; depth++) {
    if (depth === MAX_DEPTH) return { components, broken: broken + level.length };
    const inside: unknown[] = [];
    for (const value of level) {
      const { success, data: component } = CycloneDxComponent.safeParse(value);
      if (!success) {
        broken++;
        continue;
      }
      for (const inner of component.components) inside.push(inner);
      const properties = new Map(component.properties.map(({ name, value = "" }) => [name, value]));
      components.push({ component, properties, ref: component["bom-ref"] ?? component.purl ?? "" });
    }
    level = inside;
  }
  return { components, broken };
}

function readEdges(written: readonly unknown[]): { edges: Map<string, string[]>; brokenEdges: number } {
  const edges = new Map<string, string[]>();
  let brokenEdges = 0;
  for (const value of written) {
    const { success, data } = CycloneDxDependency.safeParse(value);
    if (!success) {
      brokenEdges++;
      continue;
    }
    const known = edges.get(data.ref);
    if (known === undefined) edges.set(data.ref, data.dependsOn);
    else for (const need of data.dependsOn) known.push(need);
  }
  return { edges, brokenEdges };
}

function asPackage(
  file: OpenFile,
  { component, properties, ref }: Read,
  needs: readonly string[],
  direct: ReadonlySet<string>,
): PackageFact | PassedOverFact | UnreadFact {
  const at: Place = file.place;
  if (component.purl === undefined) return passedOverAt(at, "withoutPurl", "a component without a package URL");
  const identity = canonicalPurl(component.purl);
  if (identity === undefined) return unreadAt(at, "a component's package URL is none");
  const { purl, parts } = identity;
  const version = versionOf(identity);
  const scope = scopeOf(component, properties);
  const source = sourceOf(identity, properties);
  const distribution = properties.get(PROPERTY.distribution) ?? distributionOf(identity);
  const isDirect = directOf(properties) ?? (direct.size > 0 ? direct.has(ref) : undefined);
  return {
    kind: "package",
    at,
    identity: { by: "purl", type: parts.type, purl },
    name: nameOf(identity, component.group, component.name),
    ...(version !== undefined && { version }),
    ...(source !== undefined && { source }),
    ...(distribution !== undefined && { distribution }),
    licenses: component.licenses
      .map(({ expression, license }) => expression ?? license?.id ?? license?.name)
      .filter((license) => license !== undefined),
    relation: properties.get(PROPERTY.relation) === "installed" ? "installed" : "declared",
    ...(scope !== undefined && { scope }),
    ...(isDirect !== undefined && { direct: isDirect }),
    realm: { by: "name", within: file.path },
    key: ref,
    provides: [],
    needs: needs.map((need) => [need]),
    owns: [],
  };
}

function scopeOf({ scope }: CycloneDxComponent, properties: ReadonlyMap<string, string>): PackageFact["scope"] {
  const own = properties.get(PROPERTY.scope);
  if (own === "production" || own === "development" || own === "optional") return own;
  return scope === undefined
    ? undefined
    : ({ required: "production", excluded: "development", optional: "optional" } as const)[scope];
}

function directOf(properties: ReadonlyMap<string, string>): boolean | undefined {
  const written = properties.get(PROPERTY.direct);
  return written === "true" ? true : written === "false" ? false : undefined;
}

/** Properties of ours, of Trivy and of Syft, and the qualifier `upstream` of a package URL. */
function sourceOf({ parts, upstream }: CanonicalPurl, properties: ReadonlyMap<string, string>): PackageFact["source"] {
  if (!OF_DISTRIBUTIONS.has(parts.type)) return undefined;
  const own = properties.get(PROPERTY.sourceName);
  const trivy = properties.get("aquasecurity:trivy:SrcName");
  const syft = properties.get("syft:metadata:source") ?? properties.get("syft:metadata:originPackage");
  const [upstreamName, upstreamVersion] = upstream?.split("@", 2) ?? [];
  const name = own || trivy || syft || upstreamName || parts.name;
  const version =
    (own && properties.get(PROPERTY.sourceVersion)) ||
    (trivy && trivySourceVersion(properties)) ||
    (syft && properties.get("syft:metadata:sourceVersion")) ||
    upstreamVersion ||
    parts.version;
  return version === undefined ? undefined : { name, version };
}

function trivySourceVersion(properties: ReadonlyMap<string, string>): string | undefined {
  const version = properties.get("aquasecurity:trivy:SrcVersion");
  if (version === undefined) return undefined;
  const epoch = properties.get("aquasecurity:trivy:SrcEpoch");
  const release = properties.get("aquasecurity:trivy:SrcRelease");
  return `${epoch && epoch !== "0" ? `${epoch}:` : ""}${version}${release ? `-${release}` : ""}`;
}
