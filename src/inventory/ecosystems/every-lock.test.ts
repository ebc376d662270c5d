import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { WholeReader } from "../../core/reader.ts";
import type { InventoryFact } from "../facts.ts";
import { READERS } from "../readers.ts";
import { CONTEXT, fakeFile, fileEntry, packagesIn } from "../testing/fake-file.ts";

/**
 * For each reader of locks a small file as its tool writes it, with two packages. Maven has no lock: its manifest is
 * said not to be the whole in any case.
 */
const SAMPLES: readonly (readonly [path: string, text: string])[] = [
  [
    "package-lock.json",
    '{\n  "lockfileVersion": 3,\n  "packages": {\n    "node_modules/a": {\n      "version": "1.0.0"\n    },\n    "node_modules/b": {\n      "version": "2.0.0"\n    }\n  }\n}\n',
  ],
  [
    "v1/package-lock.json",
    '{\n  "lockfileVersion": 1,\n  "dependencies": {\n    "a": {\n      "version": "1.0.0"\n    },\n    "b": {\n      "version": "2.0.0"\n    }\n  }\n}\n',
  ],
  [
    "npm-shrinkwrap.json",
    '{\n  "lockfileVersion": 3,\n  "packages": {\n    "node_modules/a": {\n      "version": "1.0.0"\n    },\n    "node_modules/b": {\n      "version": "2.0.0"\n    }\n  }\n}\n',
  ],
  [
    "pnpm-lock.yaml",
    "lockfileVersion: '9.0'\n\npackages:\n\n  a@1.0.0:\n    resolution: {integrity: x}\n\n  b@2.0.0:\n    resolution: {integrity: x}\n\nsnapshots:\n\n  a@1.0.0: {}\n\n  b@2.0.0: {}\n",
  ],
  [
    "v6/pnpm-lock.yaml",
    "lockfileVersion: '6.0'\n\npackages:\n\n  /a@1.0.0:\n    resolution: {integrity: x}\n    dev: false\n\n  /b@2.0.0:\n    resolution: {integrity: x}\n    dev: true\n",
  ],
  [
    "v5/pnpm-lock.yaml",
    "lockfileVersion: 5.4\n\npackages:\n\n  /a/1.0.0:\n    resolution: {integrity: x}\n    dev: false\n\n  /b/2.0.0:\n    resolution: {integrity: x}\n    dev: true\n",
  ],
  ["yarn.lock", '# yarn lockfile v1\n\n\na@^1.0.0:\n  version "1.0.0"\n\nb@^2.0.0:\n  version "2.0.0"\n'],
  [
    "berry/yarn.lock",
    '__metadata:\n  version: 8\n  cacheKey: 10\n\n"a@npm:^1":\n  version: 1.0.0\n  resolution: "a@npm:1.0.0"\n\n"b@npm:^2":\n  version: 2.0.0\n  resolution: "b@npm:2.0.0"\n',
  ],
  [
    "bun.lock",
    '{\n  "lockfileVersion": 1,\n  "workspaces": {},\n  "packages": {\n    "a": ["a@1.0.0", "", {}, "x"],\n    "b": ["b@2.0.0", "", {}, "x"],\n  }\n}\n',
  ],
  [
    "deno.lock",
    '{\n  "version": "5",\n  "specifiers": {},\n  "npm": {\n    "a@1.0.0": {\n      "integrity": "x"\n    },\n    "b@2.0.0": {\n      "integrity": "x"\n    }\n  }\n}\n',
  ],
  ["requirements.txt", "a==1.0.0\nb==2.0.0\n"],
  ["poetry.lock", '[[package]]\nname = "a"\nversion = "1.0.0"\n\n[[package]]\nname = "b"\nversion = "2.0.0"\n'],
  [
    "uv.lock",
    'version = 1\n\n[[package]]\nname = "a"\nversion = "1.0.0"\nsource = { registry = "https://pypi.org/simple" }\n\n[[package]]\nname = "b"\nversion = "2.0.0"\nsource = { registry = "https://pypi.org/simple" }\n',
  ],
  ["pdm.lock", '[[package]]\nname = "a"\nversion = "1.0.0"\n\n[[package]]\nname = "b"\nversion = "2.0.0"\n'],
  [
    "pylock.toml",
    'lock-version = "1.0"\n\n[[packages]]\nname = "a"\nversion = "1.0.0"\n\n[[packages]]\nname = "b"\nversion = "2.0.0"\n',
  ],
  [
    "Pipfile.lock",
    '{\n  "_meta": {},\n  "default": {\n    "a": {\n      "version": "==1.0.0"\n    },\n    "b": {\n      "version": "==2.0.0"\n    }\n  }\n}\n',
  ],
  ["go.mod", "module x\n\ngo 1.22\n\nrequire (\n\tx.com/a v1.0.0\n\tx.com/b v2.0.0\n)\n"],
  ["vendor/modules.txt", "# x.com/a v1.0.0\n## explicit\nx.com/a\n# x.com/b v2.0.0\nx.com/b\n"],
  [
    "Cargo.lock",
    'version = 4\n\n[[package]]\nname = "a"\nversion = "1.0.0"\nsource = "registry"\n\n[[package]]\nname = "b"\nversion = "2.0.0"\nsource = "registry"\n',
  ],
  ["Gemfile.lock", "GEM\n  specs:\n    a (1.0.0)\n    b (2.0.0)\n\nDEPENDENCIES\n  a\n"],
  [
    "composer.lock",
    '{\n    "packages": [\n        {\n            "name": "v/a",\n            "version": "1.0.0"\n        },\n        {\n            "name": "v/b",\n            "version": "2.0.0"\n        }\n    ]\n}\n',
  ],
  [
    "mix.lock",
    '%{\n  "a": {:hex, :a, "1.0.0", "x", [:mix], [], "hexpm", "y"},\n  "b": {:hex, :b, "2.0.0", "x", [:mix], [], "hexpm", "y"},\n}\n',
  ],
  [
    "pubspec.lock",
    'packages:\n  a:\n    dependency: "direct main"\n    source: hosted\n    version: "1.0.0"\n  b:\n    dependency: transitive\n    source: hosted\n    version: "2.0.0"\n',
  ],
  [
    "Package.resolved",
    '{\n  "pins" : [\n    {\n      "identity" : "a",\n      "kind" : "remoteSourceControl",\n      "location" : "https://x.com/o/a",\n      "state" : {\n        "version" : "1.0.0"\n      }\n    },\n    {\n      "identity" : "b",\n      "kind" : "remoteSourceControl",\n      "location" : "https://x.com/o/b",\n      "state" : {\n        "version" : "2.0.0"\n      }\n    }\n  ],\n  "version" : 2\n}\n',
  ],
  [
    "Podfile.lock",
    "PODS:\n  - A (1.0.0)\n  - B (2.0.0)\n\nDEPENDENCIES:\n  - A\n  - B\n\nSPEC CHECKSUMS:\n  A: x\n  B: y\n\nCOCOAPODS: 1.15.2\n",
  ],
  [
    "conan.lock",
    '{\n  "version": "0.5",\n  "requires": [\n    "a/1.0.0#x%1",\n    "b/2.0.0#y%1"\n  ],\n  "build_requires": []\n}\n',
  ],
  [
    "packages.lock.json",
    '{\n  "version": 1,\n  "dependencies": {\n    "net8.0": {\n      "A": {\n        "type": "Direct",\n        "resolved": "1.0.0"\n      },\n      "B": {\n        "type": "Transitive",\n        "resolved": "2.0.0"\n      }\n    }\n  }\n}\n',
  ],
  ["paket.lock", "NUGET\n  remote: https://x\n    A (1.0.0)\n    B (2.0.0)\n"],
  [
    "packages.config",
    '<?xml version="1.0" encoding="utf-8"?>\n<packages>\n  <package id="A" version="1.0.0" />\n  <package id="B" version="2.0.0" />\n</packages>\n',
  ],
  ["gradle.lockfile", "# comment\nx.y:a:1.0.0=runtimeClasspath\nx.y:b:2.0.0=runtimeClasspath\nempty=\n"],
];

function read(path: string, content: string | Buffer): InventoryFact[] {
  const file = fakeFile(path, content);
  const takers = READERS.filter((reader) => reader.wants(fileEntry(path, file.bytes.length), CONTEXT));
  expect(takers.length, path).toBeGreaterThan(0);
  return takers.flatMap((reader) =>
    "read" in reader ? [...(reader as WholeReader<InventoryFact>).read(file, CONTEXT)] : [],
  ) as InventoryFact[];
}

function names(facts: readonly InventoryFact[]): string[] {
  return packagesIn(facts).map(({ name, version }) => `${name} ${version}`);
}

function isSaid(facts: readonly InventoryFact[]): boolean {
  return facts.some(({ kind }) => kind === "unread-packages");
}

test.each(SAMPLES)("%s: as it is, with a byte order mark, and with the line ends of Windows", (path, text) => {
  const plain = read(path, text);
  expect(names(plain)).toHaveLength(2);
  expect(isSaid(plain)).toBe(false);
  expect(names(read(path, `\uFEFF${text}`))).toEqual(names(plain));
  const windows = read(path, text.replaceAll("\n", "\r\n"));
  expect(names(windows)).toEqual(names(plain));
  expect(isSaid(windows)).toBe(false);
});

test.each(SAMPLES)("%s: a conflict that was left in it is a gap, wherever it stands", (path, text) => {
  const lines = text.split("\n");
  for (let at = 1; at < lines.length - 1; at++) {
    const conflict = ["<<<<<<< HEAD", lines[at], "=======", lines[at], ">>>>>>> other"];
    const facts = read(path, [...lines.slice(0, at), ...conflict, ...lines.slice(at + 1)].join("\n"));
    expect(isSaid(facts), `before line ${at + 1}: ${lines[at]}`).toBe(true);
  }
});

test.each(SAMPLES.filter(([, text]) => text.startsWith("{")))("%s: what is no object is a gap", (path) => {
  for (const text of ["[]", "null", "7", '"x"', ""]) expect(isSaid(read(path, text)), text).toBe(true);
});

test.each(SAMPLES)("%s: cut off anywhere, or with any byte changed, it is read or said", (path, text) => {
  const sound = Buffer.from(text);
  for (let end = 0; end <= sound.length; end++) expect(() => read(path, sound.subarray(0, end))).not.toThrow();
  fc.assert(
    fc.property(fc.nat(sound.length - 1), fc.constantFrom(0x00, 0x0a, 0x22, 0x80, 0xc3, 0xff), (at, byte) => {
      const changed = Buffer.from(sound);
      changed[at] = byte;
      expect(() => read(path, changed)).not.toThrow();
    }),
    { numRuns: 60 },
  );
});
