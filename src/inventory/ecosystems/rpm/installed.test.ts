import * as fc from "fast-check";
import { expect, test } from "vitest";
import { findEdges } from "../../assembly/edges.ts";
import { CONTEXT, fileEntry, packagesIn, readAll } from "../../testing/fake-file.ts";
import { rpmInstalled } from "./installed.ts";
import { readRequirement, readSourceRpm } from "./relations.ts";
import { buildBerkeley, buildHeader, buildNdb, buildSqlite, type Tags } from "./testing/databases.ts";

const BASH: Tags = {
  1000: "bash",
  1001: "5.1.8",
  1002: "6.el9",
  1003: [1],
  1014: "GPLv3+",
  1022: "x86_64",
  1044: "bash-5.1.8-6.el9.src.rpm",
  1047: ["bash", "config(bash)"],
  1049: ["libc.so.6()(64bit)", "rpmlib(FileDigests)", "/usr/bin/ldd"],
};
const GLIBC: Tags = {
  1000: "glibc",
  1001: "2.34",
  1002: "60.el9",
  1022: "x86_64",
  1035: ["aa", "bb"],
  1044: "glibc-2.34-60.el9.src.rpm",
  1047: ["glibc", "libc.so.6()(64bit)"],
  1116: [1, 0],
  1117: ["ldd", "package.json"],
  1118: ["/usr/lib/x/", "/usr/bin/"],
  5011: [8],
};
const KEY: Tags = { 1000: "gpg-pubkey", 1001: "5a6340b3", 1002: "6229229e" };
const HEADERS = [BASH, GLIBC, KEY].map(buildHeader);

const FORMS = [
  ["var/lib/rpm/rpmdb.sqlite", buildSqlite(HEADERS)],
  ["var/lib/rpm/Packages", buildBerkeley(HEADERS)],
  ["usr/lib/sysimage/rpm/Packages.db", buildNdb(HEADERS)],
] as const;

test.each(FORMS)("%s: version with epoch, source, licence, what meets a requirement", (path, bytes) => {
  const facts = readAll(rpmInstalled, path, bytes);
  const packages = packagesIn(facts);
  expect(packages).toMatchObject([
    {
      name: "bash",
      version: "1:5.1.8-6.el9",
      identity: { type: "rpm", architecture: "x86_64" },
      source: { name: "bash", version: "5.1.8-6.el9" },
      licenses: ["GPLv3+"],
    },
    {
      name: "glibc",
      version: "2.34-60.el9",
      owns: [{ path: "usr/bin/ldd" }, { path: "usr/lib/x/package.json", sum: "sha256:bb" }],
    },
  ]);
  expect(packages[1]?.provides).toContain("/usr/bin/ldd");
  expect([...findEdges(packages)].map(([from, to]) => [from.name, [...to].map(({ name }) => name)])).toEqual([
    ["bash", ["glibc"]],
  ]);
  expect(facts.filter(({ kind }) => kind !== "package")).toMatchObject([{ kind: "passed-over", as: "notPackages" }]);
});

test("many packages and long headers: a tree with interior and overflow pages reads back whole", () => {
  const names = Array.from({ length: 400 }, (_, index) => `package-${index}`);
  const headers = names.map((name, index) =>
    buildHeader({ 1000: name, 1001: "1", 1002: "1", 1014: "x".repeat(index * 7) }),
  );
  for (const bytes of [buildSqlite(headers), buildSqlite(headers, 4096)]) {
    expect(packagesIn(readAll(rpmInstalled, "var/lib/rpm/rpmdb.sqlite", bytes)).map(({ name }) => name)).toEqual(names);
  }
});

test.each([
  ["a", [["a"]]],
  ["rpmlib(X)", []],
  ["(a >= 1 or b)", [["a", "b"]]],
  ["(a and config(b) = 2)", [["a"], ["config(b)"]]],
  ["(a if b)", [["a"]]],
  ["((a and b) or c)", [["a"], ["b", "c"]]],
])("%s needs %j", (name, needs) => {
  expect(readRequirement(name)).toEqual(needs);
});

test.each([
  ["bash-5.1.8-6.el9.src.rpm", { name: "bash", version: "5.1.8-6.el9" }],
  ["a-b-1-2.nosrc.rpm", { name: "a-b", version: "1-2" }],
  ["", undefined],
  ["bash.src.rpm", undefined],
])("%j", (file, source) => {
  expect(readSourceRpm(file)).toEqual(source);
});

test.each(FORMS)("%s: whatever is cut off or changed is read or said", (path, sound) => {
  const count = readAll(rpmInstalled, path, sound).length;
  fc.assert(
    fc.property(
      fc.nat(sound.length - 1),
      fc.nat(sound.length - 1),
      fc.nat(255),
      fc.boolean(),
      (end, at, value, cut) => {
        const damaged = Buffer.from(cut ? sound.subarray(0, end) : sound);
        if (at < damaged.length) damaged[at] = value;
        const facts = readAll(rpmInstalled, path, damaged);
        if (cut && facts.length < count) expect(facts.some(({ kind }) => kind === "unread-packages")).toBe(true);
      },
    ),
    { numRuns: 150 },
  );
});

test("other files beside the database are left alone", () => {
  expect(rpmInstalled.wants(fileEntry("var/lib/rpm/__db.001"), CONTEXT)).toBe(false);
  expect(rpmInstalled.wants(fileEntry("backup/var/lib/rpm/Packages"), CONTEXT)).toBe(false);
});
