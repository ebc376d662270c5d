import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Component } from "../../core/component.ts";
import type { Target } from "../../core/target.ts";
import { ANY_COMPONENTS } from "../formats/testing/any-component.ts";
import { diffBills, isEmpty } from "./diff.ts";
import { mergeBills } from "./merge.ts";
import { qualityOf } from "./quality.ts";

function component(purl: string, more: Partial<Component> = {}): Component {
  const [, type = "", name = "", version] = /^pkg:([a-z]+)\/(.+?)(?:@([^?]*))?(?:\?.*)?$/.exec(purl) ?? [];
  return {
    purl,
    type,
    name,
    ...(version !== undefined && { version }),
    licenses: [],
    relation: "declared",
    dependsOn: [],
    occurrences: [],
    ...more,
  };
}

test("a version that became another, what came and went, licences and edges", () => {
  const before = [
    component("pkg:npm/app@1", { dependsOn: ["pkg:npm/a@1", "pkg:npm/b@1"] }),
    component("pkg:npm/a@1", { licenses: ["MIT"] }),
    component("pkg:npm/b@1"),
    component("pkg:npm/two@1"),
    component("pkg:npm/two@2"),
    component("pkg:deb/debian/bash@5.1?arch=amd64&distro=debian-11"),
  ];
  const after = [
    component("pkg:npm/app@1", { dependsOn: ["pkg:npm/a@2", "pkg:npm/c@1"] }),
    component("pkg:npm/a@2", { licenses: ["BUSL-1.1"] }),
    component("pkg:npm/c@1"),
    component("pkg:npm/two@3"),
    component("pkg:deb/debian/bash@5.2?arch=amd64&distro=debian-12"),
  ];
  const { added, removed, versions, licenses, edges, same } = diffBills(before, after);
  expect(added.map(({ purl }) => purl)).toEqual(["pkg:npm/c@1", "pkg:npm/two@3"]);
  expect(removed.map(({ purl }) => purl)).toEqual(["pkg:npm/b@1", "pkg:npm/two@1", "pkg:npm/two@2"]);
  expect(versions.map(({ from, to }) => `${from.name} ${from.version} ${to.version}`)).toEqual([
    "debian/bash 5.1 5.2",
    "a 1 2",
  ]);
  expect(licenses).toMatchObject([{ component: { name: "a" }, added: ["BUSL-1.1"], removed: ["MIT"] }]);
  expect(edges).toMatchObject([{ component: { name: "app" }, added: ["pkg:npm/c"], removed: ["pkg:npm/b"] }]);
  expect(same).toBe(0);
});

test("a bill beside itself has no differences, and both ways round what came is what went", () => {
  fc.assert(
    fc.property(ANY_COMPONENTS, ANY_COMPONENTS, (a, b) => {
      expect(isEmpty(diffBills(a, [...a].reverse()))).toBe(true);
      const there = diffBills(a, b);
      const back = diffBills(b, a);
      expect(there.added).toEqual(back.removed);
      expect(there.versions.map(({ to }) => to.purl).sort()).toEqual(back.versions.map(({ from }) => from.purl).sort());
      expect(there.same).toBe(back.same);
    }),
    { numRuns: 50 },
  );
});

const APP: Target = { kind: "image", ref: "app" };
const OTHER: Target = { kind: "image", ref: "other" };

test("merged, a component is one with what either knows of it, and each target keeps its own", () => {
  const { components, parts } = mergeBills([
    {
      target: APP,
      components: [
        component("pkg:npm/b@1", { scope: "development", licenses: ["MIT"], dependsOn: ["pkg:npm/c@1"], direct: true }),
      ],
    },
    {
      target: OTHER,
      components: [
        component("pkg:npm/a@1"),
        component("pkg:npm/b@1", {
          relation: "installed",
          scope: "production",
          licenses: ["ISC"],
          supplier: "us",
          direct: false,
        }),
      ],
    },
  ]);
  expect(components).toEqual([
    component("pkg:npm/a@1"),
    component("pkg:npm/b@1", {
      relation: "installed",
      scope: "production",
      licenses: ["ISC", "MIT"],
      supplier: "us",
      dependsOn: ["pkg:npm/c@1"],
      direct: true,
    }),
  ]);
  expect(parts).toEqual([
    { target: APP, purls: new Set(["pkg:npm/b@1"]) },
    { target: OTHER, purls: new Set(["pkg:npm/a@1", "pkg:npm/b@1"]) },
  ]);
});

test("merged, what no package brought is counted, and the largest are named with their targets", () => {
  const unclaimed = (bytes: number) => ({
    kind: "unclaimed-programs" as const,
    at: {},
    programs: 3,
    unclaimed: 1,
    bytes,
    largest: [{ kind: "program" as const, at: { path: "usr/bin/x" }, bytes, format: "ELF" as const }],
  });
  const merged = mergeBills([
    { target: APP, components: [], unclaimed: unclaimed(5), ancestors: [{ name: "std", by: "declared", layers: [] }] },
    { target: OTHER, components: [], unclaimed: unclaimed(9) },
  ]);
  expect(merged.unclaimed).toMatchObject({ programs: 6, unclaimed: 2, bytes: 14 });
  expect(merged.unclaimed?.largest.map(({ at }) => at.path)).toEqual(["other: usr/bin/x", "app: usr/bin/x"]);
  expect(merged.parts).toMatchObject([{ ancestors: [{ name: "std" }] }, { target: OTHER }]);
});

test("merging does not depend on the order, and a bill merged with itself is itself", () => {
  fc.assert(
    fc.property(ANY_COMPONENTS, ANY_COMPONENTS, (a, b) => {
      const bills = [
        { target: APP, components: a.map((one) => ({ ...one, name: one.purl })) },
        { target: OTHER, components: b.map((one) => ({ ...one, name: one.purl, supplier: "one" })) },
      ];
      const facts = ({ components }: ReturnType<typeof mergeBills>) =>
        components.map(({ purl, licenses, dependsOn, relation, scope, direct }) => ({
          purl,
          licenses,
          dependsOn,
          relation,
          scope,
          direct,
        }));
      expect(facts(mergeBills(bills))).toEqual(facts(mergeBills([...bills].reverse())));
      expect(mergeBills([...bills, ...bills]).parts).toHaveLength(2);
    }),
    { numRuns: 50 },
  );
});

test("quality counts what each type lacks", () => {
  const quality = qualityOf(
    [
      component("pkg:npm/a@1", { licenses: ["MIT"], dependsOn: ["pkg:npm/b@1"] }),
      component("pkg:npm/b@1", { hashes: ["sha256:00"], supplier: "us" }),
      component("pkg:generic/c"),
    ],
    2,
  );
  expect(quality).toEqual({
    components: 3,
    withoutPurl: 2,
    without: { version: 1, supplier: 2, edges: 1, license: 2, hashes: 2 },
    byType: [
      { type: "generic", components: 1, without: { version: 1, supplier: 1, edges: 1, license: 1, hashes: 1 } },
      { type: "npm", components: 2, without: { version: 0, supplier: 1, edges: 0, license: 1, hashes: 1 } },
    ],
  });
});
