import { isDeepStrictEqual } from "node:util";
import { asMap, asText, type Mapping, mapAt, maps } from "../../src/documents/shape.ts";
import { readYaml } from "../../src/documents/yaml/read.ts";

/** The objects of a rendered text, by what Kubernetes tells them apart by. */
export function objectsIn(texts: readonly string[]): Map<string, Mapping> {
  const objects = texts.flatMap((text) => readYaml(text).documents).flatMap(({ value }) => maps([value]));
  return keyed(objects);
}

export function keyed(objects: readonly Mapping[]): Map<string, Mapping> {
  const named = objects.filter(({ kind }) => typeof kind === "string");
  return new Map(named.map((object) => [keyOf(object), object]));
}

function keyOf(object: Mapping): string {
  const { name, namespace } = mapAt(object, "metadata");
  return `${asText(object.kind)} ${asText(namespace)} ${plainName(asText(name))}`;
}

/** kustomize hangs a hash of the content, in letters that spell no word, on the name of what it generates. */
function plainName(text: string): string {
  return text.replace(/-[bcdfghkmt2456789]{10}$/, "");
}

export interface Comparison {
  readonly equal: number;
  /** What is not the same, in a line each. */
  readonly differing: readonly string[];
}

/**
 * Holds what we make against what the peer makes. Order in lists that are merged by key, empty maps, and hashes in generated
 * names are no difference; what is made up anew at each run is named by `isMadeUp`.
 */
export function compareObjects(
  ours: ReadonlyMap<string, Mapping>,
  theirs: ReadonlyMap<string, Mapping>,
  isMadeUp: (text: string) => boolean,
): Comparison {
  const differing: string[] = [];
  let equal = 0;
  for (const [key, object] of theirs) {
    const own = ours.get(key);
    const where = own === undefined ? "missing" : firstDifference(normal(own), normal(object), "", isMadeUp);
    if (where === undefined) equal++;
    else differing.push(`${key}: ${where}`);
  }
  for (const key of ours.keys()) if (!theirs.has(key)) differing.push(`${key}: theirs has none`);
  return { equal, differing };
}

function normal(value: unknown): unknown {
  if (typeof value === "string") return plainName(value.trim());
  if (Array.isArray(value)) {
    const written = (one: unknown) => JSON.stringify(one);
    return value.map(normal).toSorted((a, b) => (written(a) < written(b) ? -1 : 1));
  }
  const map = asMap(value);
  if (map === undefined) return value;
  const entries = Object.entries(map).map(([key, one]) => [key, normal(one)] as const);
  return Object.fromEntries(entries.filter(([, one]) => !isEmpty(one)).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function isEmpty(value: unknown): boolean {
  return value === null || (typeof value === "object" && Object.keys(value).length === 0);
}

function firstDifference(
  ours: unknown,
  theirs: unknown,
  way: string,
  isMadeUp: (text: string) => boolean,
): string | undefined {
  if (isDeepStrictEqual(ours, theirs)) return undefined;
  const [a, b] = [asMap(ours), asMap(theirs)];
  if (a !== undefined && b !== undefined) {
    const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
    const found = keys.map((key) => firstDifference(a[key], b[key], `${way}.${key}`, isMadeUp));
    return found.find((one) => one !== undefined);
  }
  if (typeof ours === "string" && typeof theirs === "string" && (isMadeUp(ours) || /checksum/.test(way)))
    return undefined;
  return `${way}: ${JSON.stringify(ours)?.slice(0, 60)}, theirs ${JSON.stringify(theirs)?.slice(0, 60)}`;
}
