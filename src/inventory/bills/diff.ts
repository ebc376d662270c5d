import type { Component } from "../../core/component.ts";
import { compareText } from "../../core/order.ts";
import { withoutVersion } from "./identity.ts";

/** A component in few words. */
export interface Named {
  readonly purl: string;
  readonly type: string;
  readonly name: string;
  readonly version?: string;
}

export interface VersionChange {
  readonly from: Named;
  readonly to: Named;
}

/** Of a component that is in both, whatever its version. */
export interface ListChange {
  readonly component: Named;
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** What is otherwise in the second bill; everything in the order of purls. */
export interface BillDiff {
  readonly added: readonly Named[];
  readonly removed: readonly Named[];
  readonly versions: readonly VersionChange[];
  readonly licenses: readonly ListChange[];
  /** What it needs, by package URLs without version: that a need was renewed is no change of an edge. */
  readonly edges: readonly ListChange[];
  /** Components that are in both as they were. */
  readonly same: number;
}

export function isEmpty({ added, removed, versions, licenses, edges }: BillDiff): boolean {
  return added.length + removed.length + versions.length + licenses.length + edges.length === 0;
}

/** Compares two bills. A package with one version here and one other there has changed it; with more it comes or goes. */
export function diffBills(before: readonly Component[], after: readonly Component[]): BillDiff {
  const { pairs, added, removed } = pair(before, after);
  const versions = pairs.filter(([a, b]) => a.purl !== b.purl).map(([a, b]) => ({ from: named(a), to: named(b) }));
  const licenses = pairs.flatMap(([a, b]) => listChange(b, a.licenses, b.licenses));
  const edges = pairs.flatMap(([a, b]) => listChange(b, needsOf(a), needsOf(b)));
  const touched = new Set([...licenses, ...edges].map(({ component }) => component.purl));
  return {
    added: added.map(named),
    removed: removed.map(named),
    versions,
    licenses,
    edges,
    same: pairs.filter(([a, b]) => a.purl === b.purl && !touched.has(b.purl)).length,
  };
}

type Pair = readonly [before: Component, after: Component];

function pair(before: readonly Component[], after: readonly Component[]) {
  const old = new Map(before.map((component) => [component.purl, component]));
  const now = new Map(after.map((component) => [component.purl, component]));
  const pairs: Pair[] = [];
  for (const component of now.values()) {
    const same = old.get(component.purl);
    if (same !== undefined) pairs.push([same, component]);
  }
  const gone = Map.groupBy(
    [...old.values()].filter(({ purl }) => !now.has(purl)),
    withoutVersion,
  );
  const come = Map.groupBy(
    [...now.values()].filter(({ purl }) => !old.has(purl)),
    withoutVersion,
  );
  const added: Component[] = [];
  for (const [key, components] of come) {
    const [component, another] = components;
    const [former, second] = gone.get(key) ?? [];
    if (component !== undefined && former !== undefined && another === undefined && second === undefined) {
      pairs.push([former, component]);
      gone.delete(key);
    } else added.push(...components);
  }
  return {
    pairs: pairs.sort(([, a], [, b]) => compareText(a.purl, b.purl)),
    added: added.sort(byPurl),
    removed: [...gone.values()].flat().sort(byPurl),
  };
}

function listChange(component: Component, before: readonly string[], after: readonly string[]): ListChange[] {
  const old = new Set(before);
  const now = new Set(after);
  const added = [...now].filter((text) => !old.has(text)).sort(compareText);
  const removed = [...old].filter((text) => !now.has(text)).sort(compareText);
  return added.length + removed.length === 0 ? [] : [{ component: named(component), added, removed }];
}

function needsOf({ dependsOn }: Component): string[] {
  return dependsOn.map((purl) => withoutVersion({ purl }));
}

function named({ purl, type, name, version }: Component): Named {
  return { purl, type, name, ...(version !== undefined && { version }) };
}

function byPurl(a: Component, b: Component): number {
  return compareText(a.purl, b.purl);
}
