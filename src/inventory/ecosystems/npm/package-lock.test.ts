import * as fc from "fast-check";
import { expect, test } from "vitest";
import { findEdges } from "../../assembly/edges.ts";
import { packagesIn, readAll } from "../../testing/fake-file.ts";
import { packageLock } from "./package-lock.ts";

const LOCK = "package-lock.json";

function read(lock: unknown) {
  const facts = readAll(packageLock, LOCK, JSON.stringify(lock, null, 2));
  const packages = packagesIn(facts);
  const edges = [...findEdges(packages)].flatMap(([from, to]) => [...to].map((other) => `${from.key} > ${other.key}`));
  return { facts, packages, edges: edges.sort() };
}

test("version 3: edges follow the places, and what the project or a workspace asks for is direct", () => {
  const { packages, edges } = read({
    lockfileVersion: 3,
    packages: {
      "": { dependencies: { a: "1" }, devDependencies: { c: "1" }, workspaces: ["tools/w"] },
      "node_modules/a": { version: "1.0.0", license: "MIT", dependencies: { b: "1" } },
      "node_modules/a/node_modules/b": { version: "1.0.0", dependencies: { c: "1" } },
      "node_modules/b": { version: "2.0.0", dev: true },
      "node_modules/c": { version: "1.0.0", name: "@s/real", devOptional: true, dependencies: { b: "2", gone: "1" } },
      "node_modules/w": { resolved: "tools/w", link: true },
      "tools/w": { name: "w", version: "1.0.0", dependencies: { b: "2" } },
    },
  });
  expect(
    packages.map(({ identity, scope, direct, at }) => [
      identity.by === "purl" && identity.purl,
      scope,
      direct,
      at.line,
    ]),
  ).toEqual([
    ["pkg:npm/a@1.0.0", "production", true, 15],
    ["pkg:npm/b@1.0.0", "production", false, 22],
    ["pkg:npm/b@2.0.0", "development", true, 28],
    ["pkg:npm/%40s/real@1.0.0", "optional", true, 32],
  ]);
  expect(edges).toEqual([
    "node_modules/a > node_modules/a/node_modules/b",
    "node_modules/a/node_modules/b > node_modules/c",
    "node_modules/c > node_modules/b",
  ]);
});

test("version 1: the nested tree, with aliases and without addresses", () => {
  const { packages, edges, facts } = read({
    lockfileVersion: 1,
    dependencies: {
      a: {
        version: "1.0.0",
        requires: { b: "^1", c: "1" },
        dependencies: { b: { version: "1.0.0", requires: { c: "1" } } },
      },
      b: { version: "2.0.0", dev: true },
      c: { version: "npm:@s/real@3.0.0", optional: true },
      d: { version: "git+ssh://example.com/d.git#abc" },
    },
  });
  expect(packages.map(({ name, version, scope }) => [name, version, scope]).sort()).toEqual([
    ["@s/real", "3.0.0", "optional"],
    ["a", "1.0.0", "production"],
    ["b", "1.0.0", "production"],
    ["b", "2.0.0", "development"],
  ]);
  expect(edges).toEqual([
    "/node_modules/a > /node_modules/a/node_modules/b",
    "/node_modules/a > /node_modules/c",
    "/node_modules/a/node_modules/b > /node_modules/c",
  ]);
  expect(facts).toContainEqual({
    kind: "passed-over",
    at: { path: LOCK, line: 27 },
    as: "withoutVersion",
    reason: "locked without a version",
  });
  expect(packages.map(({ name, version, at }) => `${name}@${version}:${at.line}`).sort()).toEqual([
    "@s/real@3.0.0:23",
    "a@1.0.0:4",
    "b@1.0.0:11",
    "b@2.0.0:19",
  ]);
});

test.each([
  "{",
  "[]",
  "null",
  "7",
  '"x"',
  "{}",
  '{"packages":[]}',
  '{"dependencies":7}',
  '{"packages":{"node_modules/a":7}}',
])("%s is said to be unreadable", (text) => {
  expect(readAll(packageLock, LOCK, text).map(({ kind }) => kind)).toEqual(["unread-packages"]);
});

test("a project without dependencies has none", () => {
  expect(readAll(packageLock, LOCK, '{"name":"x","lockfileVersion":1}')).toEqual([]);
});

test("a tree nested without end is not followed", () => {
  const depth = 5_000;
  const text = `{"lockfileVersion":1,"dependencies":${'{"a":{"version":"1.0.0","dependencies":'.repeat(depth)}{}${"}}".repeat(depth)}}`;
  expect(readAll(packageLock, LOCK, text).at(-1)).toMatchObject({ kind: "unread-packages" });
});

const Name = fc.stringMatching(/^(@[a-z]{1,5}\/)?[a-z][a-z0-9._-]{0,8}$/);

test("a generated lock reads back as it was written", () => {
  fc.assert(
    fc.property(fc.dictionary(Name, fc.record({ version: Name, dev: fc.boolean() })), (entries) => {
      const packages = Object.fromEntries(
        Object.entries(entries).map(([name, entry]) => [`node_modules/${name}`, entry]),
      );
      const read = packagesIn(readAll(packageLock, LOCK, JSON.stringify({ lockfileVersion: 3, packages })));
      expect(
        Object.fromEntries(read.map(({ name, version, scope }) => [name, { version, dev: scope === "development" }])),
      ).toEqual(
        Object.fromEntries(Object.entries(entries).map(([name, { version, dev }]) => [name, { version, dev }])),
      );
    }),
    { numRuns: 100 },
  );
});

test("any JSON and any bytes are read or said to be unreadable", () => {
  const lock = fc.record(
    {
      lockfileVersion: fc.jsonValue(),
      packages: fc.dictionary(fc.constantFrom("", "node_modules/a", "a"), fc.jsonValue()),
      dependencies: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(
      fc.oneof(
        lock.map((value) => JSON.stringify(value)),
        fc.uint8Array(),
      ),
      (content) => {
        expect(() => readAll(packageLock, LOCK, content)).not.toThrow();
      },
    ),
    { numRuns: 200 },
  );
});
