import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Look, Outcome } from "../../core/analyzer.ts";
import { Configuration } from "../../core/configuration.ts";
import type { ImageFact, LineageFact } from "../../core/image.ts";
import { temporaryFolder } from "../../testing/temporary-folder.ts";
import { Inventory } from "../bills/store/inventory.ts";
import { lineage } from "./lineage.ts";

const id = (name: string) => `sha256:${name.padEnd(64, "0")}`;

function image(...layers: string[]): ImageFact {
  const stored = layers.map((layer, index) => ({ index, diffId: id(layer), digest: id(`${layer}9`), size: 1 }));
  return { kind: "image", at: {}, reference: "team/app:1", layers: stored } as unknown as ImageFact;
}

function look(fact: ImageFact, bases: Record<string, string[]>, dataDirectory: string) {
  const declared = Object.entries(bases).map(([name, layers]) => ({ name, diffIds: layers.map(id) }));
  const outcome = lineage.analyze({
    facts: { of: () => [fact] },
    configuration: Configuration.parse({ standard: { bases: declared } }),
    dataDirectory,
  } as unknown as Look) as Outcome;
  const [found] = (outcome.facts ?? []) as LineageFact[];
  return {
    outcome,
    ancestors: (found?.ancestors ?? []).map(({ name, by, layers }) => `${name} ${by} ${layers.length}`),
    layers: found?.ancestors[0]?.layers,
  };
}

function store(folder: string, ref: string, ...layers: string[]): void {
  new Inventory(folder).add({
    target: { kind: "image", ref },
    components: [],
    whole: true,
    gaps: 0,
    diffIds: layers.map(id),
    now: new Date(0),
  });
}

test("a base is an ancestor when all its layers come first, in their order; the nearest is named first", () => {
  using folder = temporaryFolder();
  const bases = {
    debian: ["a"],
    node: ["a", "b"],
    other: ["b"],
    swapped: ["b", "a"],
    taller: ["a", "b", "c", "d"],
    none: [],
  };
  const { ancestors, layers, outcome } = look(image("a", "b", "c"), bases, folder.path);
  expect(ancestors).toEqual(["node declared 2", "debian declared 1"]);
  expect(layers).toEqual([id("a9"), id("b9")]);
  expect(outcome.examined).toEqual({ layers: 3, baseLayers: 2, knownBases: 5 });
});

test("stored images are known bases; the image itself and its twins are not", () => {
  using folder = temporaryFolder();
  store(folder.path, "std/debian:12", "a");
  store(folder.path, "std/node:22", "a", "b");
  store(folder.path, "team/app:1", "a");
  store(folder.path, "team/twin:1", "a", "b", "c");
  store(folder.path, "std/alpine:3", "x");
  expect(look(image("a", "b", "c"), { debian: ["a"] }, folder.path).ancestors).toEqual([
    "std/node:22 stored 2",
    "debian declared 1",
    "std/debian:12 stored 1",
  ]);
  new Inventory(folder.path).remove("std/node:22");
  expect(look(image("a", "b", "c"), {}, folder.path).ancestors).toEqual(["std/debian:12 stored 1"]);
});

test("a store that cannot be read is a gap, and the declared bases still count", () => {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, "inventory.sqlite"), "no database, but long enough to be taken for one".repeat(9));
  const { ancestors, outcome } = look(image("a", "b"), { debian: ["a"] }, folder.path);
  expect(ancestors).toEqual(["debian declared 1"]);
  expect(outcome.gaps).toHaveLength(1);
});
