import { expect, test } from "vitest";
import { NO_PATHS, packPaths } from "../core/path-list.ts";
import type { Walked } from "../core/source.ts";
import { type LayerFacts, markHidden } from "./visibility.ts";

const NOTHING: Walked = { entries: 0, bytes: 0, removed: [], opaque: [], present: NO_PATHS };

function layer(index: number, paths: readonly string[], walked: Partial<Walked> = {}): LayerFacts {
  return { index, facts: paths.map((path) => ({ kind: "x", at: { path } })), walked: { ...NOTHING, ...walked } };
}

function visible(...layers: LayerFacts[]): string[] {
  return markHidden(layers).map((fact) => `${fact.visible === false ? "-" : "+"}${fact.at.path}`);
}

test.each([
  ["a whiteout hides the file", { removed: ["a/b"] }, ["-a/b", "+a/c"]],
  ["a whiteout of a directory hides all below it", { removed: ["a"] }, ["-a/b", "-a/c"]],
  ["an opaque directory hides what is below it", { opaque: ["a"] }, ["-a/b", "-a/c"]],
  ["an opaque root hides everything", { opaque: [""] }, ["-a/b", "-a/c"]],
  ["the same path again replaces the file", { present: packPaths(["a/b"]) }, ["-a/b", "+a/c"]],
  ["a file in the place of a directory hides what was below", { present: packPaths(["a"]) }, ["-a/b", "-a/c"]],
  ["a name that only begins alike hides nothing", { removed: ["a/bb"], present: packPaths(["aa"]) }, ["+a/b", "+a/c"]],
])("%s", (_, walked, expected) => {
  expect(visible(layer(0, ["a/b", "a/c"]), layer(1, [], walked))).toEqual(expected);
});

test("a layer does not hide itself, and two pieces of one layer are one layer", () => {
  const walked = { present: packPaths(["a"]), removed: ["b"] };
  expect(visible(layer(0, ["a", "b"]), layer(1, ["a"], walked), layer(1, ["b"], walked))).toEqual([
    "-a",
    "-b",
    "+a",
    "+b",
  ]);
});

test("what is hidden stays hidden, and what comes back is new", () => {
  const layers = [layer(0, ["a"]), layer(1, [], { removed: ["a"] }), layer(2, ["a"], { present: packPaths(["a"]) })];
  expect(visible(...layers)).toEqual(["-a", "+a"]);
});

test("facts without a path are always visible", () => {
  expect(
    markHidden([{ index: 0, facts: [{ kind: "x", at: {} }], walked: NOTHING }, layer(1, [], { opaque: [""] })])[0]
      ?.visible,
  ).toBeUndefined();
});
