import * as fc from "fast-check";
import { expect, test } from "vitest";
import { findEdges } from "../../assembly/edges.ts";
import { packagesIn, readAll } from "../../testing/fake-file.ts";
import { pnpmLock } from "./pnpm-lock.ts";

const LOCK = `lockfileVersion: '9.0'

settings:
  autoInstallPeers: true

importers:

  .:
    dependencies:
      a:
        specifier: ^1.0.0
        version: 1.0.0(peer@2.0.0)
      alias:
        specifier: npm:@scope/real@^1
        version: '@scope/real@1.0.0'
    devDependencies:
      d:
        specifier: ^1
        version: 1.0.0

  tools/w:
    dependencies:
      root:
        specifier: workspace:*
        version: link:../..

packages:

  '@scope/real@1.0.0':
    resolution: {integrity: sha512-x==}
    engines: {node: '>=6'}

  git@https://codeload.example.com/git/tar.gz/abc:
    resolution: {tarball: https://codeload.example.com/git/tar.gz/abc}
    version: 3.0.0

snapshots:

  '@scope/real@1.0.0': {}

  a@1.0.0(peer@2.0.0):
    dependencies:
      b: 2.0.0
      peer: 2.0.0
    optionalDependencies:
      o: 1.0.0

  b@1.0.0: {}

  b@2.0.0:
    dependencies:
      git: https://codeload.example.com/git/tar.gz/abc
    transitivePeerDependencies:
      - supports-color

  d@1.0.0:
    dependencies:
      b: 1.0.0
      o: 1.0.0

  git@https://codeload.example.com/git/tar.gz/abc: {}

  o@1.0.0:
    optional: true

  peer@2.0.0: {}
`;

test("reads packages with their scope, edges by the key that was chosen, and what the project asks for", () => {
  const packages = packagesIn(readAll(pnpmLock, "pnpm-lock.yaml", LOCK));
  expect(
    packages.map(({ identity, scope, direct }) => [identity.by === "purl" && identity.purl, scope, direct]),
  ).toEqual([
    ["pkg:npm/%40scope/real@1.0.0", "production", true],
    ["pkg:npm/a@1.0.0", "production", true],
    ["pkg:npm/b@1.0.0", "development", false],
    ["pkg:npm/b@2.0.0", "production", false],
    ["pkg:npm/d@1.0.0", "development", true],
    ["pkg:npm/git@3.0.0", "production", false],
    ["pkg:npm/o@1.0.0", "optional", false],
    ["pkg:npm/peer@2.0.0", "production", false],
  ]);
  const edges = [...findEdges(packages)].flatMap(([from, to]) =>
    [...to].map((other) => `${from.name}@${from.version} > ${other.name}@${other.version}`),
  );
  expect(edges).toEqual([
    "a@1.0.0 > b@2.0.0",
    "a@1.0.0 > peer@2.0.0",
    "a@1.0.0 > o@1.0.0",
    "b@2.0.0 > git@3.0.0",
    "d@1.0.0 > b@1.0.0",
    "d@1.0.0 > o@1.0.0",
  ]);
  expect(packages[1]?.at).toEqual({ path: "pnpm-lock.yaml", line: 41 });
});

test.each([
  ["", "not readable as a lock file of pnpm"],
  [
    "lockfileVersion: '4.0'\n",
    "recognised, not read by this version: lock file of pnpm other than versions 5, 6 and 9",
  ],
  ["lockfileVersion: '9.0'\nsnapshots:\n  ? very long\n", "a line of the lock file is not as pnpm writes it"],
])("%j: %s", (text, reason) => {
  expect(readAll(pnpmLock, "pnpm-lock.yaml", text)).toMatchObject([{ kind: "unread-packages", reason }]);
});

const Name = fc.stringMatching(/^(@[a-z]{1,5}\/)?[a-z][a-z0-9.-]{0,8}$/);
const Version = fc.stringMatching(/^[0-9]\.[0-9]\.[0-9]$/);

test("a generated lock reads back as it was written", () => {
  fc.assert(
    fc.property(fc.dictionary(Name, Version), (entries) => {
      const keys = Object.entries(entries).map(([name, version]) => `${name}@${version}`);
      const text = `lockfileVersion: '9.0'\nsnapshots:\n${keys.map((key) => `\n  ${key.startsWith("@") ? `'${key}'` : key}: {}\n`).join("")}`;
      const read = packagesIn(readAll(pnpmLock, "pnpm-lock.yaml", text));
      expect(read.map(({ name, version }) => `${name}@${version}`)).toEqual(keys);
    }),
    { numRuns: 100 },
  );
});

test("any bytes are read or said to be unreadable", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (bytes, isNine) => {
      const start = isNine ? "lockfileVersion: '9.0'\nsnapshots:\n" : "";
      expect(() => readAll(pnpmLock, "pnpm-lock.yaml", Buffer.concat([Buffer.from(start), bytes]))).not.toThrow();
    }),
    { numRuns: 200 },
  );
});
