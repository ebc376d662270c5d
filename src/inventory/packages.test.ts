import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import type { Look, Outcome } from "../core/analyzer.ts";
import type { Component, ComponentFact } from "../core/component.ts";
import { Component as ComponentSchema } from "../core/component.ts";
import { Configuration } from "../core/configuration.ts";
import type { Fact } from "../core/fact.ts";
import type { OpenFile, Reader } from "../core/reader.ts";
import type { Opened } from "../core/source.ts";
import { packages } from "./packages.ts";
import { READERS } from "./readers.ts";
import { CONTEXT, fakeFile } from "./testing/fake-file.ts";

type Layer = Record<string, string>;

/** Reads the files of each layer, lowest first; a path in `hidden` of a layer is replaced by a later one. */
function look(layers: readonly Layer[], { hidden = [], forbid = [] }: { hidden?: string[]; forbid?: string[] } = {}) {
  const facts: Fact[] = layers.flatMap((files, index) =>
    Object.entries(files).flatMap(([path, content]) => {
      const file = fakeFile(path, content, `sha256:${index}`);
      const read = READERS.flatMap((reader) => (reader.wants(file.entry, CONTEXT) ? [...readFile(reader, file)] : []));
      return hidden.includes(`${index}:${path}`) ? read.map((fact) => ({ ...fact, visible: false })) : read;
    }),
  );
  const opened: Opened = {
    target: { kind: "image", ref: "test" },
    strata: layers.map((_, index) => ({
      form: "test",
      locator: {},
      layer: `sha256:${index}`,
      index,
      history: false,
      weight: 0,
    })),
    facts: [],
    gaps: [],
    leftOut: {},
    identity: "test",
    close: () => Promise.resolve(),
  };
  const asked: Look = {
    opened,
    facts: { of: <F extends Fact>(kind: F["kind"]) => facts.filter((fact) => fact.kind === kind) as unknown as F[] },
    configuration: Configuration.parse({ standard: { components: { forbid } } }),
    network: { offline: true, request: () => Promise.reject(new Error("no network in tests")) },
    dataDirectory: "",
    now: new Date(0),
    explain: false,
  };
  const outcome = packages.analyze(asked) as Outcome;
  const components = (outcome.facts ?? [])
    .filter((fact): fact is ComponentFact => fact.kind === "component")
    .map(({ component }) => component);
  return { ...outcome, components, byPurl: new Map(components.map((component) => [component.purl, component])) };
}

function readFile(reader: Reader, file: OpenFile): Iterable<Fact> {
  if ("read" in reader) return reader.read(file, CONTEXT);
  const stream = reader.open(file.entry, file.place, CONTEXT);
  stream.push(file.bytes);
  return stream.end();
}

function stanza(name: string, more = ""): string {
  return `Package: ${name}\nStatus: install ok installed\nVersion: 1.0\nArchitecture: amd64\n${more}\n`;
}

function npm(name: string, version: string, dependencies: Record<string, string> = {}): string {
  return JSON.stringify({ name, version, dependencies });
}

const DEBIAN = { "usr/lib/os-release": "ID=debian\nVERSION_ID=12\n" };

test("Debian: edges over alternatives and provided names; purls know the release", () => {
  const { components, byPurl } = look([
    {
      ...DEBIAN,
      "var/lib/dpkg/status": [
        stanza("a", "Depends: gone | virtual, b\n"),
        stanza("b", "Depends: a, b\n"),
        stanza("c", "Provides: virtual\n"),
      ].join("\n"),
    },
  ]);
  const purl = (name: string) => `pkg:deb/debian/${name}@1.0?arch=amd64&distro=debian-12`;
  expect(components.map((component) => component.purl)).toEqual(["a", "b", "c"].map(purl));
  expect(byPurl.get(purl("a"))).toMatchObject({ distribution: "debian:12", dependsOn: [purl("b"), purl("c")] });
  expect(byPurl.get(purl("b"))?.dependsOn).toEqual([purl("a")]);
  for (const component of components) expect(ComponentSchema.parse(component)).toEqual(component);
});

test("a package for two architectures: each needs its own kind", () => {
  const other = (text: string) => text.replace("amd64", "i386");
  const { byPurl } = look([
    { ...DEBIAN, "var/lib/dpkg/status": [stanza("a", "Depends: b\n"), other(stanza("b")), stanza("b")].join("\n") },
  ]);
  expect(byPurl.get("pkg:deb/debian/a@1.0?arch=amd64&distro=debian-12")?.dependsOn).toEqual([
    "pkg:deb/debian/b@1.0?arch=amd64&distro=debian-12",
  ]);
});

test.each([
  ["ID=alpine\nVERSION_ID=3.20.3\n", "alpine-3.20.3", "alpine:3.20"],
  ["ID=alpine\nVERSION_ID=3.23_alpha20250612\n", "alpine-3.23_alpha20250612", "alpine:edge"],
  ["ID=wolfi\nVERSION_ID=20230201\n", "wolfi-20230201", "wolfi:20230201"],
])("%j", (release, distro, distribution) => {
  const { components } = look([{ "etc/os-release": release, "lib/apk/db/installed": "P:a\nV:1-r0\nA:x86_64\n\n" }]);
  const id = distro.split("-", 1)[0];
  expect(components).toMatchObject([{ purl: `pkg:apk/${id}/a@1-r0?arch=x86_64&distro=${distro}`, distribution }]);
});

test("without os-release nobody knows whose packages they are, and that is a gap", () => {
  const { components, gaps } = look([{ "var/lib/dpkg/status": stanza("a") }]);
  expect(components).toMatchObject([{ purl: "pkg:deb/debian/a@1.0?arch=amd64" }]);
  expect(components[0]?.distribution).toBeUndefined();
  expect(gaps).toHaveLength(1);
});

test("one component for all sightings of a package, with every place", () => {
  const { byPurl } = look([
    {
      "app/package-lock.json": JSON.stringify({
        lockfileVersion: 3,
        packages: { "": { devDependencies: { a: "1" } }, "node_modules/a": { version: "1.0.0", dev: true } },
      }),
      "app/node_modules/a/package.json": npm("a", "1.0.0"),
      "srv/node_modules/a/package.json": npm("a", "1.0.0"),
    },
  ]);
  const component = byPurl.get("pkg:npm/a@1.0.0") as Component;
  expect(component).toMatchObject({ relation: "installed", scope: "development", direct: true });
  expect(component.occurrences.map(({ path }) => path)).toEqual([
    "app/node_modules/a/package.json",
    "app/package-lock.json",
    "srv/node_modules/a/package.json",
  ]);
});

test("npm: edges by Node's rule, and Debian's modules last", () => {
  const { byPurl } = look([
    {
      "app/node_modules/a/package.json": npm("a", "1.0.0", { b: "2", c: "1", d: "1", gone: "1" }),
      "app/node_modules/a/node_modules/b/package.json": npm("b", "2.0.0", { a: "1" }),
      "app/node_modules/b/package.json": npm("b", "1.0.0"),
      "node_modules/c/package.json": npm("c", "1.0.0"),
      "usr/share/nodejs/d/package.json": npm("d", "1.0.0", { b: "1" }),
      "srv/node_modules/gone/package.json": npm("gone", "1.0.0"),
    },
  ]);
  expect(byPurl.get("pkg:npm/a@1.0.0")?.dependsOn).toEqual(["pkg:npm/b@2.0.0", "pkg:npm/c@1.0.0", "pkg:npm/d@1.0.0"]);
  expect(byPurl.get("pkg:npm/b@2.0.0")?.dependsOn).toEqual(["pkg:npm/a@1.0.0"]);
  expect(byPurl.get("pkg:npm/d@1.0.0")?.dependsOn).toEqual([]);
});

test("a language's package in a file of a Debian package is the distribution's, until somebody replaces it", () => {
  const path = "usr/share/nodejs/npm/package.json";
  const debian = {
    ...DEBIAN,
    "var/lib/dpkg/status": stanza("npm"),
    "var/lib/dpkg/info/npm.list": `/usr\n/${path}\n`,
    [path]: npm("npm", "9.2.0"),
  };
  const owner = "pkg:deb/debian/npm@1.0?arch=amd64&distro=debian-12";
  expect(look([debian]).byPurl.get("pkg:npm/npm@9.2.0")?.ownedBy).toBe(owner);
  const replaced = look([debian, { [path]: npm("npm", "11.0.0") }], { hidden: [`0:${path}`] });
  expect([...replaced.byPurl.keys()]).toEqual([owner, "pkg:npm/npm@11.0.0"]);
  expect(replaced.byPurl.get("pkg:npm/npm@11.0.0")?.ownedBy).toBeUndefined();
  const md5 = (text: string) => createHash("md5").update(text).digest("hex");
  const summed = { ...debian, "var/lib/dpkg/info/npm.md5sums": `${md5(debian[path])}  ${path}\n` };
  expect(look([summed]).byPurl.get("pkg:npm/npm@9.2.0")?.ownedBy).toBe(owner);
  const changed = look([{ ...summed, [path]: npm("npm", "11.0.0") }]);
  expect(changed.byPurl.get("pkg:npm/npm@11.0.0")?.ownedBy).toBeUndefined();
  const copied = look([summed, { [path]: debian[path] }], { hidden: [`0:${path}`] });
  expect(copied.byPurl.get("pkg:npm/npm@9.2.0")?.ownedBy).toBe(owner);
  const twice = look([{ ...debian, "srv/node_modules/npm/package.json": npm("npm", "9.2.0") }]);
  expect(twice.byPurl.get("pkg:npm/npm@9.2.0")?.ownedBy).toBeUndefined();
});

test("a distribution's package lies in the layer that brought it, though later layers list it again", () => {
  const status = (...stanzas: string[]) => ({ "var/lib/dpkg/status": stanzas.join("\n") });
  const newer = stanza("a").replace("1.0", "2.0");
  const layers = [
    { ...DEBIAN, ...status(stanza("a"), stanza("b"), stanza("c")) },
    { "etc/motd": "hello" },
    status(newer, stanza("b")),
    status(stanza("c"), newer, stanza("b"), stanza("d")),
  ];
  const { components } = look(layers, { hidden: ["0:var/lib/dpkg/status", "2:var/lib/dpkg/status"] });
  expect(components.map(({ name, version, occurrences }) => [name, version, ...occurrences])).toEqual([
    ["a", "2.0", { path: "var/lib/dpkg/status", line: 1, layer: "sha256:2" }],
    ["b", "1.0", { path: "var/lib/dpkg/status", line: 7, layer: "sha256:0" }],
    ["c", "1.0", { path: "var/lib/dpkg/status", line: 1, layer: "sha256:3" }],
    ["d", "1.0", { path: "var/lib/dpkg/status", line: 19, layer: "sha256:3" }],
  ]);
});

test("with merged /usr a program lies elsewhere than its package says", () => {
  const { byPurl } = look([
    {
      "etc/os-release": "ID=alpine\nVERSION_ID=3.20.3\n",
      "lib/apk/db/installed": "P:py\nV:1\nA:x86_64\nF:lib/python/x.egg-info\nR:PKG-INFO\nZ:\n\n",
      "usr/lib/python/x.egg-info/PKG-INFO": "Name: x\nVersion: 1\n",
    },
  ]);
  expect(byPurl.get("pkg:pypi/x@1")?.ownedBy).toBe("pkg:apk/alpine/py@1?arch=x86_64&distro=alpine-3.20.3");
});

test("what a later layer removes is neither there nor a gap", () => {
  const lower = {
    "app/bun.lockb": "{}",
    "app/package-lock.json": "{",
    "app/node_modules/a/package.json": npm("a", "1"),
  };
  const hidden = Object.keys(lower).map((path) => `0:${path}`);
  expect(look([lower, {}], { hidden })).toMatchObject({ components: [], gaps: [], examined: { packages: 0 } });
  expect(look([lower])).toMatchObject({
    gaps: [
      { where: "app/bun.lockb in 0", reason: "recognised, not read by this version: lock file of Bun" },
      { where: "app/package-lock.json in 0", reason: "not readable as JSON" },
    ],
    examined: { packages: 1 },
  });
});

test("counts what looks like a package and is none", () => {
  const { examined, gaps, rejected } = look([
    { "node_modules/a/package.json": "{}", "requirements.txt": "flask\ndjango>=4\nrequests==2.31.0\n" },
  ]);
  expect(examined).toEqual({ packages: 1, notPackages: 1, withoutVersion: 2 });
  expect(gaps).toEqual([]);
  expect(rejected).toHaveLength(3);
});

test("the standard forbids a component: one finding with all its places", () => {
  const { findings } = look(
    [{ "x/node_modules/a/package.json": npm("a", "1.0.0"), "y/node_modules/a/package.json": npm("a", "1.0.0") }],
    { forbid: ["pkg:npm/a"] },
  );
  expect(findings).toMatchObject([
    {
      rule: "inventory/forbidden-component",
      subject: { purl: "pkg:npm/a@1.0.0" },
      locations: [{ path: "x/node_modules/a/package.json" }, { path: "y/node_modules/a/package.json" }],
    },
  ]);
});

test("the order in which files are met changes nothing", () => {
  const files = {
    ...DEBIAN,
    "var/lib/dpkg/status": [
      stanza("a", "Depends: v\n"),
      stanza("b", "Provides: v\n"),
      stanza("c", "Provides: v\n"),
    ].join("\n"),
    "x/node_modules/a/package.json": npm("a", "1.0.0", { b: "1" }),
    "x/node_modules/b/package.json": npm("b", "1.0.0", { a: "1" }),
    "y/requirements.txt": "a==1\n",
  };
  const backwards = Object.fromEntries(Object.entries(files).reverse());
  expect(JSON.stringify(look([backwards]).components)).toBe(JSON.stringify(look([files]).components));
});
