import { createHash } from "node:crypto";
import type { Component } from "../../core/component.ts";
import { compareText } from "../../core/order.ts";

/** A component as far as it is stored. */
export type BillComponent = Pick<Component, "purl" | "type" | "name" | "version" | "source">;

/** What lies in one layer; `layer` is null where nobody said in which. */
export interface LayerContent {
  readonly layer: string | null;
  /** SHA-256 of what it lists, hexadecimal: a content is stored once, whoever brings it. */
  readonly hash: string;
  /** Which of the components, by their place among them. */
  readonly members: Uint32Array;
  /** Beside each member: 1 where it lies in files of a distribution's package, which is judged in its place. */
  readonly owned: Uint8Array;
}

/** What one state of a lineage is made of. */
export interface Composition {
  readonly components: readonly BillComponent[];
  /** The image's layers as places name them, lowest first, and one for what lies in none of them. */
  readonly contents: readonly LayerContent[];
  /** Whether somebody vouches that nothing is missing. */
  readonly whole: boolean;
  /** The known base that it stands on. */
  readonly base: string | null;
}

/**
 * Puts components into the layers that hold them: a content for each layer in order, empty ones too, and one for what lies
 * in none. It is done where the bill was read, so that of a bill whose layers are known the hashes alone are asked for.
 */
export function composed(
  components: readonly Component[],
  layers: readonly string[],
  { whole, base }: Pick<Composition, "whole" | "base">,
): Composition {
  const sorted = components.toSorted((a, b) => compareText(a.purl, b.purl));
  const inside = new Map<string | null, number[]>(layers.map((layer) => [layer, []]));
  for (const [at, { occurrences }] of sorted.entries()) {
    let isPlaced = false;
    for (const { layer } of occurrences) {
      const members = layer === undefined ? undefined : inside.get(layer);
      if (members === undefined) continue;
      isPlaced = true;
      if (members.at(-1) !== at) members.push(at);
    }
    if (isPlaced) continue;
    const rest = inside.get(null);
    if (rest === undefined) inside.set(null, [at]);
    else rest.push(at);
  }
  return {
    components: sorted.map(({ purl, type, name, version, source }) => ({
      purl,
      type,
      name,
      ...(version !== undefined && { version }),
      ...(source !== undefined && { source }),
    })),
    contents: [...inside].map(([layer, members]) => contentOf(layer, members, sorted)),
    whole,
    base,
  };
}

function contentOf(layer: string | null, members: readonly number[], components: readonly Component[]): LayerContent {
  const owned = Uint8Array.from(members, (at) => (components[at]?.ownedBy === undefined ? 0 : 1));
  const lines = members.map((at, n) => `${components[at]?.purl}${owned[n] === 1 ? " o" : ""}`);
  const hash = createHash("sha256").update(lines.join("\n")).digest("hex");
  return { layer, hash, members: Uint32Array.from(members), owned };
}
