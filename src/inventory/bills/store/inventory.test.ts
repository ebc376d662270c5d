import {
  closeSync,
  copyFileSync,
  openSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Component } from "../../../core/component.ts";
import { WaybillError } from "../../../core/errors.ts";
import type { Target } from "../../../core/target.ts";
import { temporaryFolder } from "../../../testing/temporary-folder.ts";
import { ANY_COMPONENTS } from "../../formats/testing/any-component.ts";
import { Inventory } from "./inventory.ts";
import type { Found } from "./search.ts";

const NOW = new Date(0);
const APP: Target = { kind: "image", ref: "registry.example.com/app:1", digest: `sha256:${"a".repeat(64)}` };
const OTHER: Target = { kind: "git", ref: "/srv/other", commit: "b".repeat(40) };

function component(purl: string, more: Partial<Component> = {}): Component {
  const [, type = "", name = "", version = ""] = /^pkg:([a-z]+)\/([^@]+)@([^?]*)/.exec(purl) ?? [];
  return { purl, type, name, version, licenses: [], relation: "declared", dependsOn: [], occurrences: [], ...more };
}

/** Numbers with dots in their order; anything else cannot be compared. */
function compare(_type: string, a: string, b: string): number | undefined {
  const numbers = [a, b].map((text) => text.split(".").map(Number));
  const [left = [], right = []] = numbers;
  if (numbers.flat().some(Number.isNaN)) return undefined;
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const order = (left[at] ?? 0) - (right[at] ?? 0);
    if (order !== 0) return order;
  }
  return 0;
}

function filled(path: string): Inventory {
  const inventory = new Inventory(path);
  const components = [
    component("pkg:npm/app@1.0", { direct: true, dependsOn: ["pkg:npm/web@2.0"] }),
    component("pkg:npm/web@2.0", { direct: false, dependsOn: ["pkg:npm/%40scope/deep@1.2"] }),
    component("pkg:npm/%40scope/deep@1.2", {
      name: "@scope/deep",
      direct: false,
      scope: "production",
      ownedBy: "pkg:deb/debian/deep@1",
      occurrences: [{ path: "a/package.json", line: 3, layer: "sha256:1" }, { path: "b/package.json" }],
    }),
  ];
  inventory.add({ target: APP, components, whole: true, gaps: 0, now: NOW });
  const others = [
    component("pkg:npm/%40scope/deep@2.0", { name: "@scope/deep" }),
    component("pkg:deb/debian/deep@x?arch=amd64", { name: "deep" }),
    component("pkg:maven/org.example/deep@3.0", { name: "org.example:deep" }),
  ];
  inventory.add({ target: OTHER, components: others, whole: false, gaps: 2, now: NOW });
  return inventory;
}

const held = ({ holders }: Found) =>
  holders.flatMap(({ target, held }) => held.map(({ purl }) => `${target.ref} ${purl}`));

test("which targets hold it, where, and through what", () => {
  using folder = temporaryFolder();
  const found = filled(folder.path).search("@scope/deep@<2", compare, 10);
  expect(found).toEqual({
    holders: [
      {
        target: APP,
        storedAt: "1970-01-01T00:00:00.000Z",
        whole: true,
        gaps: 0,
        components: 3,
        held: [
          {
            purl: "pkg:npm/%40scope/deep@1.2",
            type: "npm",
            name: "@scope/deep",
            version: "1.2",
            relation: "declared",
            scope: "production",
            direct: false,
            ownedBy: "pkg:deb/debian/deep@1",
            places: [{ path: "a/package.json", line: 3, layer: "sha256:1" }, { path: "b/package.json" }],
            through: ["pkg:npm/app@1.0", "pkg:npm/web@2.0"],
          },
        ],
      },
    ],
    total: 1,
    unjudged: [],
    bills: 2,
    notWhole: ["/srv/other"],
  });
});

test.each([
  ["deep", ["/srv/other pkg:deb/debian/deep@x?arch=amd64", "/srv/other pkg:maven/org.example/deep@3.0"], []],
  ["DEEP", ["/srv/other pkg:deb/debian/deep@x?arch=amd64", "/srv/other pkg:maven/org.example/deep@3.0"], []],
  ["org.example:deep", ["/srv/other pkg:maven/org.example/deep@3.0"], []],
  ["deep@>1.2 <3", [], ["pkg:deb/debian/deep@x?arch=amd64"]],
  ["deep@>=3", ["/srv/other pkg:maven/org.example/deep@3.0"], ["pkg:deb/debian/deep@x?arch=amd64"]],
  ["deep@1 | >2,<4", ["/srv/other pkg:maven/org.example/deep@3.0"], ["pkg:deb/debian/deep@x?arch=amd64"]],
  ["deep@!=3.0", ["/srv/other pkg:deb/debian/deep@x?arch=amd64"], []],
  ["@scope/deep@>=2 | 1.2", ["/srv/other pkg:npm/%40scope/deep@2.0", `${APP.ref} pkg:npm/%40scope/deep@1.2`], []],
  ["pkg:npm/%40scope/deep", ["/srv/other pkg:npm/%40scope/deep@2.0", `${APP.ref} pkg:npm/%40scope/deep@1.2`], []],
  ["pkg:npm/@scope/deep@2.0", ["/srv/other pkg:npm/%40scope/deep@2.0"], []],
  ["pkg:deb/debian/deep?arch=amd64", ["/srv/other pkg:deb/debian/deep@x?arch=amd64"], []],
  ["pkg:deb/debian/deep@x?arch=arm64", [], []],
  ["pkg:deb/debian/deep@x", ["/srv/other pkg:deb/debian/deep@x?arch=amd64"], []],
  ["' or 1=1 --", [], []],
  ["%", [], []],
])("%s", (query, expected, unjudged) => {
  using folder = temporaryFolder();
  const found = filled(folder.path).search(query, compare, 10);
  expect(held(found)).toEqual(expected);
  expect(found.unjudged).toEqual(unjudged);
});

test.each(["", " ", "a@", "a@<", "a@|", "a@<<2", "pkg:", "pkg:npm@1", "x".repeat(1001)])(
  "%j is no question",
  (query) => {
    using folder = temporaryFolder();
    const search = () => filled(folder.path).search(query, compare, 10);
    if (query === "a@") expect(search().total).toBe(0);
    else expect(search).toThrow(WaybillError);
  },
);

test("a bill that is not whole, but holds it, leaves no doubt", () => {
  using folder = temporaryFolder();
  expect(filled(folder.path).search("org.example:deep", compare, 10).notWhole).toEqual([]);
  expect(filled(folder.path).search("nothing", compare, 10).notWhole).toEqual(["/srv/other"]);
});

test("a target's bill takes the place of its former one, and what is removed is gone", () => {
  using folder = temporaryFolder();
  const inventory = filled(folder.path);
  inventory.add({ target: APP, components: [component("pkg:npm/new@1")], whole: true, gaps: 0, now: NOW });
  inventory.add({ target: { ...APP, platform: "linux/arm64" }, components: [], whole: true, gaps: 0, now: NOW });
  expect(inventory.list().map(({ target, components }) => [target.ref, target.platform, components])).toEqual([
    ["/srv/other", undefined, 3],
    [APP.ref, undefined, 1],
    [APP.ref, "linux/arm64", 0],
  ]);
  expect(inventory.search("app", compare, 10).total).toBe(0);
  expect([inventory.remove(APP.ref), inventory.remove(APP.ref), inventory.remove("/srv/other")]).toEqual([2, 0, 1]);
  const database = new DatabaseSync(join(folder.path, "inventory.sqlite"), { readOnly: true });
  for (const table of ["bill", "component", "holding", "place", "edge", "layer"])
    expect(database.prepare(`select count(*) as n from ${table}`).get()).toEqual({ n: 0 });
  database.close();
});

test("whatever is stored is found again by its package URL and by its name", () => {
  using folder = temporaryFolder();
  const inventory = new Inventory(folder.path);
  fc.assert(
    fc.property(ANY_COMPONENTS, (components) => {
      inventory.add({ target: APP, components, whole: true, gaps: 0, now: NOW });
      expect(inventory.list()).toMatchObject([{ components: components.length }]);
      for (const { purl, name } of components.slice(0, 4)) {
        expect(held(inventory.search(purl.replace(/@[^@]*$/, ""), compare, 10))).toContain(`${APP.ref} ${purl}`);
        if (/^[a-z]+$/.test(name)) expect(held(inventory.search(name, compare, 10))).toContain(`${APP.ref} ${purl}`);
      }
    }),
    { numRuns: 25 },
  );
});

test("needs that go in a ring, and through a thousand others, have a way that ends", () => {
  using folder = temporaryFolder();
  const inventory = new Inventory(folder.path);
  const ring = [
    component("pkg:npm/a@1", { dependsOn: ["pkg:npm/b@1"] }),
    component("pkg:npm/b@1", { dependsOn: ["pkg:npm/a@1"] }),
  ];
  const chain = Array.from({ length: 1000 }, (_, at) =>
    component(`pkg:npm/n${at}@1`, { dependsOn: [`pkg:npm/n${at + 1}@1`], direct: at === 0 }),
  );
  inventory.add({ target: APP, components: [...ring, ...chain], whole: true, gaps: 0, now: NOW });
  const through = (name: string) => inventory.search(name, compare, 1).holders[0]?.held[0]?.through;
  expect(through("a")).toEqual([]);
  expect(through("n999")).toHaveLength(999);
  expect(through("n0")).toEqual([]);
});

test("a bill that cannot be stored leaves the former one", () => {
  using folder = temporaryFolder();
  const inventory = filled(folder.path);
  const twice = [component("pkg:npm/x@1"), component("pkg:npm/x@1")];
  expect(() => inventory.add({ target: APP, components: twice, whole: true, gaps: 0, now: NOW })).toThrow();
  expect(inventory.search("app", compare, 1).total).toBe(1);
  expect(inventory.search("x", compare, 1).total).toBe(0);
});

test("only the owner may read the file", () => {
  using folder = temporaryFolder();
  filled(folder.path);
  expect(statSync(join(folder.path, "inventory.sqlite")).mode & 0o777).toBe(0o600);
});

test("a damaged file, another program's and another version's are said to be so", () => {
  using folder = temporaryFolder();
  filled(folder.path);
  const path = join(folder.path, "inventory.sqlite");
  const whole = readFileSync(path);
  for (let length = 0; length < whole.length; length += 4096 + 1000) {
    copyFileSync(path, `${path}.copy`);
    truncateSync(path, length);
    expectAnswer(() => held(new Inventory(folder.path).search("deep", compare, 10)));
    writeFileSync(path, whole);
  }
  for (let at = 0; at < whole.length; at += 2039) {
    const file = openSync(path, "r+");
    writeSync(file, Buffer.from("damage!"), 0, 7, at);
    closeSync(file);
    expectAnswer(() => new Inventory(folder.path).search("deep", compare, 10));
    writeFileSync(path, whole);
  }
  writeFileSync(
    path,
    "no database at all, but longer than a header of one hundred bytes, so that it is looked at ".repeat(9),
  );
  expect(() => new Inventory(folder.path).list()).toThrow("damaged");
  writeFileSync(path, whole);
  const other = new DatabaseSync(path);
  other.exec("update layout set version = 99");
  other.close();
  expect(() => new Inventory(folder.path).list()).toThrow("another version");
});

/** Either it can be read, or a person is told; nothing else gets out. */
function expectAnswer(ask: () => unknown): void {
  try {
    ask();
  } catch (error) {
    expect(error).toBeInstanceOf(WaybillError);
  }
}

test("each holding tells its target, the source that advisories name, and who owns it there", () => {
  using folder = temporaryFolder();
  const inventory = new Inventory(folder.path);
  const libssl = component("pkg:deb/libssl3@3.0.9-1", { source: { name: "openssl", version: "3.0.9-1" } });
  const owned = component("pkg:npm/x@1.0.0", { ownedBy: "pkg:deb/node-x@1" });
  inventory.add({ target: APP, components: [libssl, owned], whole: true, gaps: 0, now: NOW });
  inventory.add({ target: OTHER, components: [component("pkg:npm/x@1.0.0")], whole: true, gaps: 0, now: NOW });
  expect([...inventory.holdings()]).toEqual([
    { purl: libssl.purl, where: APP.ref, source: libssl.source },
    { purl: owned.purl, where: APP.ref, ownedBy: "pkg:deb/node-x@1" },
    { purl: owned.purl, where: OTHER.ref },
  ]);
});
