import type { Listed, Listing } from "../listed.ts";
import { asListed, type Read } from "./listed-component.ts";
import { PROPERTY } from "./properties.ts";
import {
  CycloneDxComponent,
  CycloneDxComposition,
  CycloneDxDependency,
  CycloneDxDocument,
  CycloneDxProperty,
} from "./schema.ts";

const VERSIONS = /^1\.[2-7]$/;
/** Deeper than any document nests its components. */
const MAX_DEPTH = 32;

/** What a CycloneDX document lists, given as its JSON form. */
export function readCycloneDx(json: unknown): Listing {
  const parsed = CycloneDxDocument.safeParse(json);
  if (!parsed.success) return { components: [], faults: ["not readable as a CycloneDX document"] };
  const document = parsed.data;
  if (!VERSIONS.test(document.specVersion))
    return { components: [], faults: ["a version of CycloneDX other than 1.2 to 1.7"] };
  const { components, broken } = readComponents(document.components);
  const { edges, brokenEdges } = readEdges(document.dependencies);
  const roots = rootRefs(document);
  const direct = new Set(roots.flatMap((root) => edges.get(root) ?? []));
  return {
    components: components.map((read): Listed => asListed(read, edges.get(read.ref) ?? [], direct)),
    faults: [
      ...(broken > 0 ? [`${broken} component(s) are not as CycloneDX writes them`] : []),
      ...(brokenEdges > 0 ? [`${brokenEdges} dependencies are not as CycloneDX writes them`] : []),
      ...incompleteness(document, roots),
    ],
  };
}

/** What the document is about, and what that was merged from; none of it is one of its components. */
function rootRefs({ metadata }: CycloneDxDocument): string[] {
  const { components } = readComponents(metadata?.component === undefined ? [] : [metadata.component]);
  return components.map(({ ref }) => ref).filter(Boolean);
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

/** A document that calls itself incomplete must not count as whole. One of ours names what could not be read. */
function incompleteness({ compositions, metadata }: CycloneDxDocument, roots: readonly string[]): string[] {
  const isIncomplete = compositions.some((value) => {
    const { success, data } = CycloneDxComposition.safeParse(value);
    return success && data.aggregate === "incomplete" && data.assemblies.some((ref) => roots.includes(ref));
  });
  if (!isIncomplete) return [];
  const properties = (metadata?.properties ?? []).flatMap((value) => CycloneDxProperty.safeParse(value).data ?? []);
  const named = properties.flatMap(({ name, value }) => (name === PROPERTY.gap ? [value] : []));
  return [
    "the document says of itself that it is incomplete",
    ...named.map((gap) => `could not be read for it: ${gap}`),
  ];
}
