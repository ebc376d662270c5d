import type { Component } from "../../core/component.ts";
import { compareText } from "../../core/order.ts";

/** What a bill should say of each component. The first three are minimum elements (NTIA, July 2021). */
export const ELEMENTS = ["version", "supplier", "edges", "license", "hashes"] as const;
export type Element = (typeof ELEMENTS)[number];

/** How many components there are, and how many of them lack what. */
export interface Lacking {
  readonly components: number;
  readonly without: Readonly<Record<Element, number>>;
}

export interface Quality extends Lacking {
  /** What a document lists without a package URL: nobody can judge it, and it is no component here. */
  readonly withoutPurl: number;
  /** In the order of their types. */
  readonly byType: readonly (Lacking & { readonly type: string })[];
}

/** Counts what a bill does not say of its components. */
export function qualityOf(components: readonly Component[], withoutPurl: number): Quality {
  const needed = new Set(components.flatMap(({ dependsOn }) => dependsOn));
  const types = [...Map.groupBy(components, ({ type }) => type)].sort(([a], [b]) => compareText(a, b));
  const byType = types.map(([type, group]) => ({ type, ...lackingIn(group, needed) }));
  return { ...lackingIn(components, needed), withoutPurl, byType };
}

function lackingIn(components: readonly Component[], needed: ReadonlySet<string>): Lacking {
  const count = (lacks: (component: Component) => boolean) => components.filter(lacks).length;
  return {
    components: components.length,
    without: {
      version: count(({ version }) => version === undefined),
      supplier: count(({ supplier }) => supplier === undefined),
      edges: count(({ purl, dependsOn }) => dependsOn.length === 0 && !needed.has(purl)),
      license: count(({ licenses }) => licenses.length === 0),
      hashes: count(({ hashes = [] }) => hashes.length === 0),
    },
  };
}
