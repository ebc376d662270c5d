import { expect, test } from "vitest";
import { CONTEXT, fileEntry, packagesIn, readAll } from "../../testing/fake-file.ts";
import { npmInstalled } from "./installed.ts";

test.each([
  ["node_modules/a/package.json", true],
  ["app/node_modules/@s/a/package.json", true],
  ["app/node_modules/a/node_modules/b/package.json", true],
  ["app/node_modules/.pnpm/a@1.0.0/node_modules/a/package.json", true],
  ["usr/share/nodejs/a/package.json", true],
  ["usr/share/nodejs/@s/a/package.json", true],
  ["app/node_modules/a/es5/package.json", false],
  ["app/node_modules/@s/package.json", false],
  ["app/node_modules/@s/a/deep/package.json", false],
  ["app/node_modules/package.json", false],
  ["app/package.json", false],
  ["usr/share/nodejs/a/lib/package.json", false],
])("%s: is the root of a package: %s", (path, wanted) => {
  expect(npmInstalled.wants(fileEntry(path), CONTEXT)).toBe(wanted);
});

test("an alias lies under one name and is another package", () => {
  const manifest = {
    name: "@scope/real",
    version: "1.0.0",
    license: { type: "MIT" },
    dependencies: { b: "1" },
    optionalDependencies: { c: "1" },
    peerDependencies: { b: "1", d: "*" },
    devDependencies: { e: "1" },
  };
  expect(
    packagesIn(readAll(npmInstalled, "x/node_modules/alias/package.json", JSON.stringify(manifest))),
  ).toMatchObject([
    {
      identity: { purl: "pkg:npm/%40scope/real@1.0.0" },
      name: "@scope/real",
      licenses: ["MIT"],
      key: "x/node_modules/alias",
      needs: [["b"], ["c"], ["d"]],
    },
  ]);
});

test.each([
  ['{"type":"module"}', "passed-over"],
  ['{"name":"a","version":7}', "passed-over"],
  ["[]", "unread-packages"],
  ["{", "unread-packages"],
  ["", "unread-packages"],
])("%j: %s", (text, kind) => {
  expect(readAll(npmInstalled, "node_modules/a/package.json", text).map((fact) => fact.kind)).toEqual([kind]);
});
