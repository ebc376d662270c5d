import type { Place } from "../../core/place.ts";
import { asList, asMap, asScalar, asText, type Mapping, mapAt, maps } from "../../documents/shape.ts";
import { type Building, type Kustomization, note } from "./building.ts";
import { placeOf } from "./fields.ts";
import { chosen, isSpent } from "./selecting.ts";
import { type Draft, type Traces, valueAt } from "./traced.ts";
import { folderOf, joined, type ReadFile, type TreeFile } from "./tree-files.ts";

/** Values that one replacement sets at most. */
const MOST_PLACES = 10_000;

/** `replacements`: a value of one object in the fields of others. Written in the kustomization, or in a file that it names. */
export function applyReplacements(objects: readonly Draft[], from: Kustomization, building: Building): void {
  for (const { replacement, place } of replacementsOf(from, building)) {
    const source = mapAt(replacement, "source");
    const [object] = chosen(objects, sourceOf(source), building);
    if (isSpent(building)) return;
    if (object === undefined) {
      // Where only some documents are taken up, what is not among them is not missing.
      if (building.wants(`kind: ${asText(source.kind)}`))
        note(building, from.file, `the source ${titleOf(source)} of a replacement is not there`);
      continue;
    }
    const path = asText(source.fieldPath) || "metadata.name";
    const found = valueAt(object, stepsIn(path));
    if (found === undefined) {
      note(building, from.file, `a replacement does not fit: ${titleOf(object)} has no ${path}`);
      continue;
    }
    const value = partOf(found, mapAt(source, "options"));
    for (const target of maps(replacement.targets)) replaceIn(objects, target, value, { place, from, building });
  }
}

function* replacementsOf(
  from: Kustomization,
  building: Building,
): Iterable<{ readonly replacement: Mapping; readonly place: Place }> {
  for (const [index, entry] of maps(from.value.replacements).entries()) {
    if (entry.path === undefined) {
      yield { replacement: entry, place: placeOf(from, ["replacements", index]) };
      continue;
    }
    const path = joined(from.folder, asText(entry.path));
    const file = path === undefined ? { missing: "it leads out of the tree" } : building.read(path);
    if ("missing" in file) {
      note(building, from.file, `the replacement ${asText(entry.path)}: ${file.missing}`);
      continue;
    }
    building.files.add(file.path);
    if (file.yaml().problems.length > 0) note(building, file, "a replacement that is not YAML");
    yield* writtenIn(file);
  }
}

/** A file holds one replacement, or a list of them. */
function* writtenIn(file: TreeFile): Iterable<{ readonly replacement: Mapping; readonly place: Place }> {
  for (const document of file.yaml().documents) {
    const isList = Array.isArray(document.value);
    for (const [at, replacement] of maps(isList ? document.value : [document.value]).entries())
      yield { replacement, place: placeOf({ file, document }, isList ? [at] : []) };
  }
}

/** The kinds of which some object of a tree is the source of a replacement, or meant by a variable. */
export function sourceKinds(files: readonly TreeFile[], read: ReadFile): Set<string> {
  const kustomizations = files.map((file) => ({ file, value: asMap(file.yaml().documents[0]?.value) }));
  const meant = kustomizations.flatMap(({ value }) => maps(value?.vars).map(({ objref }) => ({ source: objref })));
  const all = kustomizations.flatMap(({ file, value }) =>
    maps(value?.replacements).flatMap((entry): { readonly source?: unknown }[] => {
      if (entry.path === undefined) return [entry];
      const other = read(joined(folderOf(file.path), asText(entry.path)) ?? "..");
      return "missing" in other ? [] : [...writtenIn(other)].map(({ replacement }) => replacement);
    }),
  );
  return new Set([...meant, ...all].map(({ source }) => asText(mapAt(source).kind)).filter(Boolean));
}

function sourceOf({ fieldPath: _path, options: _options, ...object }: Mapping): Mapping {
  return object;
}

interface Replacing {
  readonly place: Place;
  readonly from: Kustomization;
  readonly building: Building;
}

function replaceIn(
  objects: readonly Draft[],
  target: Mapping,
  value: unknown,
  { place, from, building }: Replacing,
): void {
  const rejected = new Set(maps(target.reject).flatMap((one) => chosen(objects, one, building)));
  const options = mapAt(target, "options");
  for (const object of chosen(objects, mapAt(target, "select"), building)) {
    if (rejected.has(object)) continue;
    for (const path of asList(target.fieldPaths).map(asText)) {
      const places = [...placesAt(object, stepsIn(path), options.create === true, { place, traces: building.traces })];
      if (places.length === 0)
        note(building, from.file, `a replacement does not fit: ${titleOf(object)} has no ${path}`);
      for (const { parent, key } of places.slice(0, MOST_PLACES))
        building.traces.set(parent, key, joinedWith(valueAt(parent, [key]), value, options), place);
    }
  }
}

/** `a.b`, `a.[name=x.y].b`, `a\.b`, `a.[b.c]`, `a.*`, one step for each. */
export function stepsIn(path: string): string[] {
  return [...path.slice(0, 2_000).matchAll(/(\[[^\]]*\]|(?:\\.|[^.\\])+)/g)].map(([step]) =>
    step.replaceAll("\\.", ".").replace(/^\[([^=\]]*)\]$/, "$1"),
  );
}

interface PlaceIn {
  readonly parent: Draft | unknown[];
  readonly key: string | number;
}

/** Where a path leads in an object: to several values where it has a `*`, to none where it does not fit. */
function* placesAt(
  value: unknown,
  [step, ...rest]: readonly string[],
  create: boolean,
  by: { readonly place: Place; readonly traces: Traces },
): Iterable<PlaceIn> {
  if (step === undefined) return;
  for (const at of keysFor(value, step, create)) {
    if (rest.length === 0) {
      yield at;
      continue;
    }
    if (create && valueAt(at.parent, [at.key]) === undefined) by.traces.set(at.parent, at.key, {}, by.place);
    yield* placesAt(valueAt(at.parent, [at.key]), rest, create, by);
  }
}

function keysFor(value: unknown, step: string, create: boolean): PlaceIn[] {
  if (Array.isArray(value)) {
    const wanted = /^\[([^=]+)=(.*)\]$/s.exec(step);
    const isIt = (item: unknown, index: number) =>
      wanted === null ? step === "*" || step === String(index) : asScalar(asMap(item)?.[wanted[1] ?? ""]) === wanted[2];
    return value.flatMap((item, key) => (isIt(item, key) ? [{ parent: value, key }] : []));
  }
  const map: Draft | undefined = asMap(value);
  if (map === undefined) return [];
  if (step === "*") return Object.keys(map).map((key) => ({ parent: map, key }));
  return create || Object.hasOwn(map, step) ? [{ parent: map, key: step }] : [];
}

/** One part of a text, where options name a delimiter. */
function partOf(value: unknown, { delimiter, index }: Mapping): unknown {
  if (typeof delimiter !== "string" || delimiter === "") return value;
  return (asScalar(value) ?? "").split(delimiter)[Number(index ?? 0)] ?? value;
}

/** The value, or the text that is there with one part of it replaced; before it for a negative index, else behind it. */
function joinedWith(old: unknown, value: unknown, { delimiter, index }: Mapping): unknown {
  if (typeof delimiter !== "string" || delimiter === "") return value;
  const [parts, fresh, at] = [(asScalar(old) ?? "").split(delimiter), asScalar(value) ?? "", Number(index ?? 0)];
  if (at < 0) return [fresh, ...parts].join(delimiter);
  if (at >= parts.length) return [...parts, fresh].join(delimiter);
  return parts.with(at, fresh).join(delimiter);
}

function titleOf(value: Mapping): string {
  const name = asText(value.name) || asText(mapAt(value, "metadata").name);
  return name === "" ? asText(value.kind) : `${asText(value.kind)}/${name}`;
}
