import { expect, test } from "vitest";
import { buildZip } from "../../testing/zip-builder.ts";
import { importAdvisories } from "../index.ts";
import { house, NOW, record } from "../testing/house.ts";
import { affectedComponents } from "./affected-components.ts";
import { componentOfPurl } from "./component-of-purl.ts";

const here = house(buildZip);

test("what is stored is held against what is known now: malware first, with all places", async () => {
  here.feed("npm", [
    record("GHSA-1", "npm", "@a/b", [{ introduced: "0" }, { fixed: "2.0.0" }]),
    record("MAL-1", "npm", "bad", [{ introduced: "0" }], { modified: "2026-05-01T00:00:00Z" }),
  ]);
  here.feed("Debian", [record("DSA-1", "Debian:12", "openssl", [{ introduced: "0" }, { fixed: "3.0.9-2" }])]);
  await importAdvisories([`${here.folder}/feeds`], here.data, NOW);
  const stored = [
    { purl: "pkg:npm/%40a/b@1.0.0", where: "shop" },
    { purl: "pkg:npm/%40a/b@2.0.0", where: "shop" },
    { purl: "pkg:npm/bad@1.0.0", where: "till" },
    { purl: "pkg:npm/bad@1.0.0", where: "shop" },
    { purl: "pkg:deb/debian/libssl3@3.0.9-1?arch=amd64&distro=debian-12&upstream=openssl", where: "till" },
    { purl: "pkg:npm/none", where: "till" },
  ];
  const { affected, gaps, judged } = affectedComponents(stored, here.data);
  expect(affected.map(({ purl, vulnerability, where }) => [purl.split("?")[0], vulnerability, where])).toEqual([
    ["pkg:npm/bad@1.0.0", "MAL-1", ["shop", "till"]],
    ["pkg:deb/debian/libssl3@3.0.9-1", "DSA-1", ["till"]],
    ["pkg:npm/%40a/b@1.0.0", "GHSA-1", ["shop"]],
  ]);
  expect(gaps).toEqual([{ where: "pkg:npm/none", reason: "not judged: no package URL with a version" }]);
  expect(judged).toBe(4);
  const since = (day: string) => affectedComponents(stored, here.data, new Date(day)).affected.map(({ purl }) => purl);
  expect(since("2026-04-01")).toEqual(["pkg:npm/bad@1.0.0"]);
  expect(since("2026-06-01")).toEqual([]);
});

test("a distribution's package is known by its source, and what it owns is judged through it", async () => {
  here.feed("npm", [record("GHSA-1", "npm", "x", [{ introduced: "0" }])]);
  here.feed("Debian", [record("DSA-1", "Debian:12", "openssl", [{ introduced: "0" }, { fixed: "3.0.9-2" }])]);
  await importAdvisories([`${here.folder}/feeds`], here.data, NOW);
  const purl = "pkg:deb/debian/libssl3@3.0.9-1?arch=amd64&distro=debian-12";
  const stored = [
    { purl, where: "till", source: { name: "openssl", version: "3.0.9-1" } },
    { purl: "pkg:npm/x@1.0.0", where: "till", ownedBy: "pkg:deb/debian/node-x@1" },
    { purl: "pkg:npm/x@1.0.0", where: "shop" },
  ];
  const found = affectedComponents(stored, here.data).affected.map(({ purl, where }) => [purl.split("@")[0], where]);
  expect(found).toEqual([
    ["pkg:deb/debian/libssl3", ["till"]],
    ["pkg:npm/x", ["shop"]],
  ]);
});

test.each([
  ["pkg:maven/org.x/y@1", "org.x:y", undefined],
  ["pkg:golang/example.com/a/b@v1", "example.com/a/b", undefined],
  ["pkg:rpm/redhat/x@1-1.el9?epoch=2&upstream=src-x-1-1.el9.src.rpm", "x", { name: "src-x", version: "1-1.el9" }],
  ["pkg:deb/debian/x@1?upstream=y@2", "x", { name: "y", version: "2" }],
])("%s is called %s", (purl, name, source) => {
  expect(componentOfPurl(purl)).toMatchObject({ name, ...(source !== undefined && { source }) });
});
