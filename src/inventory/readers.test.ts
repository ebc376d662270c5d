import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { ReaderContext } from "../core/reader.ts";
import { buildZip } from "../testing/zip-builder.ts";
import { READERS } from "./readers.ts";
import { CONTEXT, fakeFile, fileEntry } from "./testing/fake-file.ts";

/** One path that each reader takes, so that none is left out of what follows. */
const PATHS = [
  "etc/os-release",
  "var/lib/dpkg/status",
  "var/lib/dpkg/info/a.list",
  "usr/share/doc/a/copyright",
  "lib/apk/db/installed",
  "var/lib/rpm/Packages",
  "var/lib/pacman/local/a-1-1/desc",
  "var/lib/rpm/rpmdb.sqlite-wal",
  "node_modules/a/package.json",
  "package-lock.json",
  "pnpm-lock.yaml",
  "yarn.lock",
  "bun.lock",
  "deno.lock",
  "a.dist-info/METADATA",
  "a-1.0-py3.11.egg",
  "usr/lib/python3/dist-packages/x-1.dist-info/RECORD",
  "requirements.txt",
  "poetry.lock",
  "uv.lock",
  "Pipfile.lock",
  "pdm.lock",
  "pylock.toml",
  "go.mod",
  "usr/bin/program",
  "Cargo.lock",
  "a.jar",
  "pom.xml",
  "gradle.lockfile",
  "gradle/verification-metadata.xml",
  "gems/specifications/a.gemspec",
  "Gemfile.lock",
  "Gemfile",
  "package.json",
  "Cargo.toml",
  "pyproject.toml",
  "Pipfile",
  "setup.cfg",
  "go.work",
  "composer.json",
  "paket.lock",
  "vendor/modules.txt",
  "lib/a-1.0/ebin/a.app",
  "deps/a/hex_metadata.config",
  "nix/var/nix/db/db.sqlite",
  "nix/store/0123456789abcdfghijklmnpqrsvwxyz-a-1.0/bin/a",
  "Cellar/a/1.0/INSTALL_RECEIPT.json",
  "wp-content/plugins/a.php",
  "vendor/composer/installed.json",
  "composer.lock",
  "a.deps.json",
  "packages.lock.json",
  "obj/project.assets.json",
  "packages.config",
  "conda-meta/a.json",
  "mix.lock",
  "pubspec.lock",
  "Package.resolved",
  "Podfile.lock",
  "conan.lock",
  ".github/workflows/a.yml",
  "Dockerfile",
  "compose.yaml",
  "usr/sbin/nginx",
  "usr/lib/jvm/a/release",
  "bom.json",
];
const CONTEXTS: readonly ReaderContext[] = [CONTEXT, { ...CONTEXT, target: "git" }, { ...CONTEXT, target: "sbom" }];

/** Pieces of all the formats: a soup of them comes nearer to a reader's corners than arbitrary text. */
const PIECES = [
  '{"packages":{"":{"dependencies":{"a":"1"}},"node_modules/a":{"version":"1"}},"lockfileVersion":3}',
  '{"dependencies":{"a":{"version":"1","requires":{"b":"1"}}}}',
  '{"name":"a","version":"1"}',
  '[[package]]\nname = "a"\nversion = "1"\n',
  'dependencies = ["a"]\n',
  "lockfileVersion: '9.0'\n",
  "lockfileVersion: 5.4\npackages:\n  /a/1.0.0:\n    dev: true\n",
  "snapshots:\n  a@1.0.0:\n    dependencies:\n      b: 1.0.0\n",
  "__metadata:\n  version: 8\n",
  '"a@npm:^1":\n  version: 1.0.0\n  dependencies:\n    b: "npm:1"\n',
  "GEM\n  specs:\n    a (1.0)\n      b (~> 1)\nDEPENDENCIES\n  a\n",
  "PODS:\n  - A/B (1.0):\n    - C\n",
  '%{\n  "a": {:hex, :a, "1.0", "x", [:mix], [{:b, "~> 1", []}], "hexpm"},\n}\n',
  "<project><dependencies><dependency><groupId>a</groupId><artifactId>b</artifactId><version>${c}</version>",
  "</dependency></dependencies></project>",
  "Package: a\nVersion: 1\nStatus: install ok installed\nDepends: b | c\n\n",
  "P:a\nV:1\nD:b\n\n",
  "jobs:\n  a:\n    steps:\n      - uses: a/b@v1\n      - run: |\n",
  "FROM a AS b\nFROM b\n",
  "apiVersion: v1\nkind: Pod\nspec:\n  image: a:1\n",
  "<<<<<<< HEAD\n",
  "=======\n",
  "a==1\n",
  "# a.com/b v1.0.0\n## explicit\n",
  "NUGET\n  remote: x\n    A (1.0)\n      B (>= 1)\n",
  '{application, a, [{vsn, "1"}, {applications, [b]}]}.\n',
  '{<<"name">>,<<"a">>}.\n{<<"version">>,<<"1">>}.\n',
  "Plugin Name: A\nVersion: 1\n",
  "require a.com/b v1.0.0\n",
  "\uFEFF",
  "\r\n",
  "\0\0\0\u0001",
  "{",
  "[",
  '"',
];

test("each reader takes one of the paths", () => {
  for (const { id, wants } of READERS) {
    const taken = PATHS.some((path) =>
      CONTEXTS.some((context) => wants(fileEntry(path, path.startsWith("usr/bin") ? 300_000 : 10_000, 0o755), context)),
    );
    expect(taken, id).toBe(true);
  }
});

function readAllWith(path: string, content: Uint8Array): void {
  for (const context of CONTEXTS) {
    const file = fakeFile(path, content);
    for (const reader of READERS) {
      if (
        !reader.wants({ ...file.entry, mode: 0o755 }, context) &&
        !reader.wants(fileEntry(path, 300_000, 0o755), context)
      )
        continue;
      if ("read" in reader) void [...reader.read(file, context)];
      else {
        const reading = reader.open(fileEntry(path, content.length, 0o755), { path }, context);
        reading.push(file.bytes.subarray(0, file.bytes.length >> 1));
        reading.push(file.bytes.subarray(file.bytes.length >> 1));
        void [...reading.end()];
      }
    }
  }
}

test("no text makes a reader throw", () => {
  const soup = fc.array(fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...PIECES) }, fc.string({ maxLength: 6 })), {
    maxLength: 8,
  });
  fc.assert(
    fc.property(fc.constantFrom(...PATHS), soup, (path, pieces) => {
      expect(() => readAllWith(path, Buffer.from(pieces.join("")))).not.toThrow();
    }),
    { numRuns: 200 },
  );
});

test("no bytes make a reader throw", () => {
  const starts = ["SQLite format 3\0\u0002\0", "RpmP", "\x7fELF\x02\x01", "MZ", ""].map((text) =>
    Buffer.from(text, "latin1"),
  );
  const bytes = fc
    .tuple(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 5000 }))
    .map(([start, rest]) => Buffer.concat([start, rest]));
  fc.assert(
    fc.property(fc.constantFrom(...PATHS), bytes, (path, content) => {
      expect(() => readAllWith(path, content)).not.toThrow();
    }),
    { numRuns: 200 },
  );
});

test.each([
  ["a.jar", (bomb: Buffer) => bomb],
  ["a.war", (bomb: Buffer) => buildZip({ "WEB-INF/lib/a.jar": bomb })],
])("what unpacks to more than it may is said, and not unpacked, in %s", (path, wrap) => {
  const bomb = wrap(buildZip({ "META-INF/MANIFEST.MF": Buffer.alloc(2 * 1024 * 1024, "a") }));
  const reader = READERS.find(({ id }) => id === "inventory/java-archive");
  if (reader === undefined || "read" in reader) throw new Error("the reader of Java archives reads streams");
  const reading = reader.open(fileEntry(path, bomb.length), { path }, CONTEXT);
  reading.push(bomb);
  expect([...reading.end()].map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(["unread-packages", "passed-over"]),
  );
});
