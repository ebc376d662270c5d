import type { Fact } from "../../core/fact.ts";
import { describePlace } from "../../core/place.ts";
import { asList, asMap, asText } from "../../documents/shape.ts";
import { mayHoldManifest } from "../kubernetes/kinds.ts";
import { type Manifest, manifestOf } from "../kubernetes/manifest.ts";
import { factsOfManifest } from "../kubernetes/manifest-facts.ts";
import type { Rendered } from "../rendered.ts";
import { build } from "./build.ts";
import { beginBuilding } from "./building.ts";
import { sourceKinds } from "./replacements.ts";
import type { Draft, Traces } from "./traced.ts";
import { folderOf, joined, type ReadFile, type TreeFile } from "./tree-files.ts";

/** Kustomizations that are built in one tree. */
const MOST = 500;

/**
 * What the kustomizations of a tree install: those are built that no other stands on, and what they stand on is looked at
 * as it comes out of them.
 *
 * @param paths of all kustomizations of the tree
 */
export function renderedKustomizations(paths: readonly string[], read: ReadFile): Rendered {
  const roots = rootsOf(paths, read);
  const rendered: Rendered = { facts: [], gaps: [], files: new Set() };
  const known = new Set<string>();
  const wants = wantedIn(paths, read);
  for (const root of roots.slice(0, MOST)) {
    const building = beginBuilding(read, wants);
    const objects = build(root, building);
    rendered.gaps.push(...building.gaps);
    for (const path of building.files) rendered.files.add(path);
    for (const fact of objects.flatMap((object) => factsOf(object, building.traces))) {
      const key = JSON.stringify(fact);
      if (known.has(key)) continue;
      known.add(key);
      if (fact.kind === "gap") rendered.gaps.push({ where: describePlace(fact.at), reason: reasonOf(fact) });
      else rendered.facts.push(fact);
    }
  }
  for (const { path } of roots.slice(MOST))
    rendered.gaps.push({ where: path, reason: `one of more than ${MOST} kustomizations` });
  return rendered;
}

/** The objects of all kinds that the kustomizations of a tree install. */
export function* kustomizationManifests(paths: readonly string[], read: ReadFile): Iterable<Manifest> {
  for (const root of rootsOf(paths, read).slice(0, MOST)) {
    const building = beginBuilding(read);
    for (const object of build(root, building)) yield asManifest(object, building.traces);
  }
}

/** The files that they are put together from. */
export function kustomizedFiles(paths: readonly string[], read: ReadFile): Set<string> {
  const building = beginBuilding(read);
  for (const root of rootsOf(paths, read).slice(0, MOST)) {
    building.objects = 0;
    building.compared = 0;
    build(root, building);
  }
  return building.files;
}

/** Documents of the kinds that are judged, and of those whose values replacements take. */
function wantedIn(paths: readonly string[], read: ReadFile): (text: string) => boolean {
  const marks = [...sourceKinds(filesAt(paths, read), read)].map((kind) => `kind: ${kind}`);
  return marks.length === 0
    ? mayHoldManifest
    : (text) => mayHoldManifest(text) || marks.some((mark) => text.includes(mark));
}

function filesAt(paths: readonly string[], read: ReadFile): TreeFile[] {
  return paths.map(read).filter((file): file is TreeFile => !("missing" in file));
}

function rootsOf(paths: readonly string[], read: ReadFile): TreeFile[] {
  const files = filesAt(paths, read);
  const used = new Set(files.flatMap(foldersUsedBy));
  return files.filter(({ path }) => !used.has(folderOf(path)));
}

function reasonOf(fact: Fact): string {
  return "reason" in fact ? String(fact.reason) : "";
}

function foldersUsedBy(file: TreeFile): string[] {
  const value = asMap(file.yaml().documents[0]?.value);
  const named = [...asList(value?.resources), ...asList(value?.bases), ...asList(value?.components)];
  return named.map((entry) => joined(folderOf(file.path), asText(entry)) ?? "..");
}

function factsOf(object: Draft, traces: Traces): Fact[] {
  return [...factsOfManifest(asManifest(object, traces))];
}

function asManifest(object: Draft, traces: Traces): Manifest {
  return manifestOf(object, [], traces.at(object, [], false).path ?? "", {
    source: () => JSON.stringify(object),
    at: (path) => traces.at(object, path, false),
    atKey: (path) => traces.at(object, path, true),
  });
}
