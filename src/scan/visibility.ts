import type { Fact } from "../core/fact.ts";
import { unpackPaths } from "../core/path-list.ts";
import type { Walked } from "../core/source.ts";

/** The facts of one layer and what the layer did to those below it. */
export interface LayerFacts {
  readonly index: number;
  readonly facts: readonly Fact[];
  readonly walked: Walked;
}

/**
 * Marks facts from files that a later layer removes, hides or replaces, as an overlay file system would: a whiteout
 * hides the path and all below it, an opaque directory all below it, and a path that is no directory replaces both
 * the file and the directory of that name.
 */
export function markHidden(layers: readonly LayerFacts[]): Fact[] {
  const watched = watchedPaths(layers);
  const fromTop = [...layers].sort((a, b) => b.index - a.index);
  const hidden = new Set<string>();
  const hiddenBelow = new Set<string>();
  const marked: { index: number; facts: Fact[] }[] = [];
  for (const group of groupByIndex(fromTop)) {
    const facts = group.flatMap(({ facts }) => facts);
    marked.push({
      index: group[0]?.index ?? 0,
      facts: facts.map((fact) => (isHidden(fact.at.path, hidden, hiddenBelow) ? { ...fact, visible: false } : fact)),
    });
    for (const { walked } of group) {
      for (const paths of [walked.removed, unpackPaths(walked.present)]) {
        for (const path of paths) {
          if (!watched.has(path)) continue;
          hidden.add(path);
          hiddenBelow.add(path);
        }
      }
      for (const path of walked.opaque) if (watched.has(path)) hiddenBelow.add(path);
    }
  }
  return marked.reverse().flatMap(({ facts }) => facts);
}

/** The paths that facts stand at, with the folders above them: no other can hide anything that matters. */
function watchedPaths(layers: readonly LayerFacts[]): Set<string> {
  const watched = new Set<string>([""]);
  for (const { facts } of layers) {
    for (const { at } of facts) {
      let path = at.path ?? "";
      while (!watched.has(path)) {
        watched.add(path);
        path = path.slice(0, Math.max(0, path.lastIndexOf("/")));
      }
    }
  }
  return watched;
}

function groupByIndex(layers: readonly LayerFacts[]): LayerFacts[][] {
  const groups: LayerFacts[][] = [];
  for (const layer of layers) {
    const last = groups.at(-1);
    if (last?.[0]?.index === layer.index) last.push(layer);
    else groups.push([layer]);
  }
  return groups;
}

function isHidden(path: string | undefined, hidden: ReadonlySet<string>, hiddenBelow: ReadonlySet<string>): boolean {
  if (path === undefined || (hidden.size === 0 && hiddenBelow.size === 0)) return false;
  if (hidden.has(path) || hiddenBelow.has("")) return true;
  for (let slash = path.lastIndexOf("/"); slash > 0; slash = path.lastIndexOf("/", slash - 1)) {
    if (hiddenBelow.has(path.slice(0, slash))) return true;
  }
  return false;
}
