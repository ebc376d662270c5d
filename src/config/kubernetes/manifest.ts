import type { Place } from "../../core/place.ts";
import type { OpenFile } from "../../core/reader.ts";
import { asList, asMap, asText, type Mapping, mapAt } from "../../documents/shape.ts";
import type { YamlDocument, YamlPath } from "../../documents/yaml/read.ts";

/** One object of a manifest, and the way to it in its document. */
export interface Manifest {
  readonly kind: string;
  /** The part of `apiVersion` before the slash; empty for the core group. */
  readonly group: string;
  readonly namespace: string;
  readonly name: string;
  /** `Deployment/web`, `Deployment/shop/web`. */
  readonly title: string;
  readonly annotations: Mapping;
  readonly object: Mapping;
  readonly path: YamlPath;
  /** The object as it is written. */
  readonly source: () => string;
  /** Where the value at a path below the object stands, else the nearest enclosing one. */
  readonly at: (path: YamlPath) => Place;
  /** Where the key that ends the path stands. */
  readonly atKey: (path: YamlPath) => Place;
}

/** Most entries of one map whose places are looked for, each of which costs a walk through the map; no cluster takes as many. */
export const MOST_ENTRIES = 1_000;

/** How deep lists may hold lists. */
const DEEPEST = 8;

/** The objects of a document, those inside `kind: List` and its like included. */
export function* manifestsIn(
  { place, text }: Pick<OpenFile, "place" | "text">,
  document: YamlDocument,
): Iterable<Manifest> {
  for (const { object, path } of objectsIn(document.value, [])) yield asManifest(place, text, document, object, path);
}

function* objectsIn(value: unknown, path: YamlPath): Iterable<{ object: Mapping; path: YamlPath }> {
  const object = asMap(value);
  if (object === undefined || path.length > DEEPEST * 2) return;
  if (asText(object.kind).endsWith("List") && Array.isArray(object.items)) {
    for (const [index, item] of asList(object.items).entries()) yield* objectsIn(item, [...path, "items", index]);
  } else if (typeof object.apiVersion === "string" && object.kind !== undefined) yield { object, path };
}

function asManifest(
  place: Place,
  text: () => string,
  document: YamlDocument,
  object: Mapping,
  path: YamlPath,
): Manifest {
  return manifestOf(object, path, place.path ?? "", {
    source: () => {
      const { start, end } = document.rangeOf(path);
      return text().slice(start, end);
    },
    at: (more) => placed(place, document.rangeOf([...path, ...more])),
    atKey: (more) => placed(place, document.keyRangeOf([...path, ...more])),
  });
}

/** @param file for the name of what has none */
export function manifestOf(
  object: Mapping,
  path: YamlPath,
  file: string,
  written: Pick<Manifest, "source" | "at" | "atKey">,
): Manifest {
  const metadata = mapAt(object, "metadata");
  const kind = asText(object.kind);
  const namespace = asText(metadata.namespace);
  const generated = asText(metadata.generateName);
  const name = asText(metadata.name) || (generated === "" ? `(${file})` : `${generated}*`);
  const version = asText(object.apiVersion);
  return {
    kind,
    group: version.includes("/") ? version.slice(0, version.indexOf("/")) : "",
    namespace,
    name,
    title: [kind, namespace, name].filter(Boolean).join("/"),
    annotations: mapAt(metadata, "annotations"),
    object,
    path,
    ...written,
  };
}

function placed(place: Place, { line, column }: { line: number; column: number }): Place {
  return { ...place, line, column };
}
