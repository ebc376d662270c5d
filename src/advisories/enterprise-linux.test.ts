import { expect, test } from "vitest";
import { buildTar } from "../testing/tar-builder.ts";
import { buildZip } from "../testing/zip-builder.ts";
import { importAdvisories } from "./index.ts";
import { component, house, NOW, record } from "./testing/house.ts";
import { redHatDocument } from "./testing/red-hat.ts";

const here = house(buildZip);
const { look, feed } = here;

const rpm = (name: string, version: string, distribution: string) =>
  component("rpm", name, version, { distribution, source: { name, version } });

const before = (fixed: string) => [{ introduced: "0" }, { fixed }];

test.each([
  ["Ubuntu:22.04:LTS", "deb", "ubuntu:22.04"],
  ["Ubuntu:24.10", "deb", "ubuntu:24.10"],
  ["Ubuntu:Pro:18.04:LTS", "deb", "ubuntu:18.04"],
  ["AlmaLinux:9", "rpm", "almalinux:9.4"],
  ["Rocky Linux:8", "rpm", "rocky:8.10"],
  ["Red Hat:enterprise_linux:9::appstream", "rpm", "rhel:9.4"],
  ["Red Hat:rhel_eus:9.2::baseos", "rpm", "rhel:9.2"],
  ["Alpine:v3.20", "apk", "alpine:3.20.1"],
])("records of %s are found for %s packages of %s", async (ecosystem, type, distribution) => {
  const [family = ""] = ecosystem.split(":");
  await importAdvisories([feed(family, [record("A-1", ecosystem, "x", before("2.0-r2"))])], here.data, NOW);
  const at = (version: string) => component(type, "x", version, { distribution, source: { name: "x", version } });
  expect((await look([at("2.0-r1")])).titles).toHaveLength(1);
  expect(await look([at("2.0-r2")])).toMatchObject({ findings: [], gaps: [] });
});

test("what only Ubuntu Pro mends says so, and adds nothing where everybody is told of", async () => {
  const pro = record("USN-1", "Ubuntu:Pro:18.04:LTS", "x", before("1.0-1ubuntu0.1~esm1"));
  const both = record("USN-2", "Ubuntu:22.04:LTS", "y", before("1.0-2"));
  both.affected.push(...record("", "Ubuntu:Pro:22.04:LTS", "y", before("1.0-9~esm1")).affected);
  await importAdvisories([feed("Ubuntu", [pro, both])], here.data, NOW);
  const deb = (name: string, version: string, distribution: string) =>
    component("deb", name, version, { distribution });
  const { findings } = await look([deb("x", "1.0-1", "ubuntu:18.04"), deb("y", "1.0-2", "ubuntu:22.04")]);
  expect(findings.map(({ title }) => title)).toEqual(["x 1.0-1: A hole in x (USN-1)"]);
  expect(findings[0]?.evidence.map(({ text }) => text)).toContain("Ubuntu: the fix is part of Ubuntu Pro");
});

test.each([
  ["1:18.19.0-1.module+el8.9.0+1", ["x 1:18.19.0-1.module+el8.9.0+1 has CVE-2026-1000"]],
  ["1:18.20.0-1.module+el8.10.0+5", []],
  ["1:20.12.0-1.module+el8.10.0+2", ["x 1:20.12.0-1.module+el8.10.0+2 has CVE-2026-1000"]],
  ["1:20.13.0-1.module+el8.10.0+2", []],
  // Not of a module: no fix was made for it, and none of the others says anything of it.
  ["1:10.0.0-1.el8", []],
])("a module's version %s is judged by the fix of its own stream", async (version, titles) => {
  here.write(
    "feeds/red-hat-vex/cve-2026-1000.json",
    redHatDocument("CVE-2026-1000", [
      { status: "fixed", purl: "pkg:rpm/redhat/x@18.20.0-1.module%2Bel8.10.0%2B5?arch=src&epoch=1", release: "8" },
      { status: "fixed", purl: "pkg:rpm/redhat/x@20.13.0-1.module%2Bel8.10.0%2B2?arch=src&epoch=1", release: "8" },
    ]),
  );
  await importAdvisories([`${here.folder}/feeds`], here.data, NOW);
  const { findings } = await look([rpm("x", version, "rhel:8.10")]);
  expect(findings.map(({ title }) => title)).toEqual(titles);
});

test.each([
  ["1.0-2.el9_2.3", 0],
  ["1.0-2.el9_2.2", 1],
  ["1.0-3.el9_4.1", 0],
  ["1.0-1.el9", 1],
])("%s, mended in the stream of 9.2 and in the newest release, has %s holes", async (version, holes) => {
  const main = record("RHSA-1", "Red Hat:enterprise_linux:9::baseos", "x", before("0:1.0-3.el9_4.1"), {
    upstream: ["CVE-2026-1000"],
  });
  const stream = record("RHSA-2", "Red Hat:rhel_eus:9.2::baseos", "x", before("0:1.0-2.el9_2.3"), {
    upstream: ["CVE-2026-1000"],
  });
  await importAdvisories([feed("Red Hat", [main, stream])], here.data, NOW);
  const { findings } = await look([rpm("x", version, "rhel:9.4")]);
  expect(Math.min(1, findings.length)).toBe(holes);
});

const STATES = redHatDocument("CVE-2026-1000", [
  { status: "known_affected", purl: "pkg:rpm/redhat/wont?arch=src", release: "9", plan: "Will not fix" },
  { status: "known_affected", purl: "pkg:rpm/redhat/old?arch=src", release: "9", plan: "Out of support scope" },
  { status: "known_affected", purl: "pkg:rpm/redhat/later?arch=src", release: "9", plan: "Fix deferred" },
  { status: "known_affected", purl: "pkg:rpm/redhat/open?arch=src", release: "9", plan: "Affected" },
  { status: "under_investigation", purl: "pkg:rpm/redhat/unsure?arch=src", release: "9" },
  { status: "known_not_affected", purl: "pkg:rpm/redhat/free?arch=src", release: "9", flag: "component_not_present" },
  { status: "fixed", purl: "pkg:rpm/redhat/done@1.0-2.el9?arch=src", release: "9", impact: "Important" },
]);

test.each([
  ["wont", "Red Hat will not fix it in this release: Will not fix"],
  ["old", "Red Hat no longer supports this package in this release: Out of support scope"],
  ["later", "Red Hat has put the fix off: Fix deferred"],
  ["open", "Red Hat has no fix yet: Affected"],
  ["unsure", "Red Hat has not yet found out whether this version is affected"],
  ["done", "Red Hat calls it high here"],
])("Red Hat's word for %s is kept: %s", async (name, word) => {
  here.write("feeds/red-hat-vex/2026/cve-2026-1000.json", STATES);
  await importAdvisories([`${here.folder}/feeds`], here.data, NOW);
  const { findings } = await look([rpm(name, "1.0-1.el9", "rhel:9.4")]);
  expect(findings[0]?.evidence.map(({ text }) => text)).toContain(word);
});

test("what Red Hat calls not affected is no finding, and is among the rejected", async () => {
  here.write("feeds/red-hat-vex/cve-2026-1000.json", STATES);
  await importAdvisories([`${here.folder}/feeds`], here.data, NOW);
  expect(await look([rpm("free", "1.0-1.el9", "rhel:9")])).toMatchObject({
    findings: [],
    rejected: [{ reason: "CVE-2026-1000: the distributor says that it is not affected: component not present" }],
  });
});

test("Red Hat's archive is read as it comes, and a bad document costs one document", async () => {
  const tar = buildTar([
    { path: "2026/cve-2026-1000.json", content: STATES },
    { path: "2026/cve-2026-1001.json", content: '{"document":1}' },
    { path: "2026/notes.txt", content: "x" },
  ]);
  here.write("csaf_vex_2026-11-24.tar", tar);
  const { feeds } = await importAdvisories([`${here.folder}/csaf_vex_2026-11-24.tar`], here.data, NOW);
  expect(feeds).toMatchObject([{ name: "Red Hat VEX", records: 1, refused: [{ refused: "2026/cve-2026-1001.json" }] }]);
  here.write("csaf_vex_2026-11-25.tar", tar.subarray(0, 700));
  await expect(importAdvisories([`${here.folder}/csaf_vex_2026-11-25.tar`], here.data, NOW)).rejects.toThrow(
    "cut short",
  );
});

test.each([
  ["AlmaLinux:9", "almalinux:9.4"],
  ["Red Hat:enterprise_linux:9::appstream", "rhel:9.4"],
])("records of %s that name a package and not its source are found", async (ecosystem, distribution) => {
  const both = record("A-1", ecosystem, "openssl-libs", before("1:3.0.7-2.el9"));
  both.affected.push(...record("", ecosystem, "openssl", before("1:3.0.7-2.el9")).affected);
  const alone = record("A-2", ecosystem, "openssl-devel", before("1:3.0.7-2.el9"));
  await importAdvisories([feed(ecosystem.split(":")[0] ?? "", [both, alone])], here.data, NOW);
  const made = (name: string) =>
    component("rpm", name, "1:3.0.7-1.el9", { distribution, source: { name: "openssl", version: "3.0.7-1.el9" } });
  const { titles } = await look([made("openssl-libs"), made("openssl-devel")]);
  expect(titles.map((title) => title.slice(-5))).toEqual(["(A-1)", "(A-2)"]);
});

test.each([
  ["1:3.0.7-1.el9", 1],
  ["1:3.0.7-3.el9", 0],
])("the source of %s has its epoch, though its file name has none: %s holes", async (version, holes) => {
  const hole = record("A-1", "Red Hat:enterprise_linux:9::baseos", "openssl", before("1:3.0.7-2.el9"));
  await importAdvisories([feed("Red Hat", [hole])], here.data, NOW);
  const source = { name: "openssl", version: version.slice(2) };
  const { findings } = await look([component("rpm", "openssl-libs", version, { distribution: "rhel:9.4", source })]);
  expect(findings).toHaveLength(holes);
});

test("a stream that is left open, and a module beside, say nothing of a version that is mended", async () => {
  here.write(
    "feeds/red-hat-vex/cve-2026-1000.json",
    redHatDocument("CVE-2026-1000", [
      { status: "fixed", purl: "pkg:rpm/redhat/x@1.0-3.el9_4?arch=src", release: "9" },
      {
        status: "known_affected",
        purl: "pkg:rpm/redhat/x?arch=src",
        release: "9",
        stream: "9.2",
        plan: "Will not fix",
      },
      {
        status: "known_affected",
        purl: "pkg:rpm/redhat/x?arch=src&rpmmod=x%3A0.9",
        release: "9",
        plan: "Will not fix",
      },
      { status: "known_affected", purl: "pkg:rpm/redhat/y?arch=src&rpmmod=y%3A1", release: "9", plan: "Will not fix" },
    ]),
  );
  await importAdvisories([`${here.folder}/feeds`], here.data, NOW);
  const { titles } = await look([
    rpm("x", "1.0-3.el9_4", "rhel:9"),
    rpm("x", "1.0-2.el9", "rhel:9"),
    rpm("y", "1.0-1.module+el9+1", "rhel:9"),
  ]);
  expect(titles.map((title) => title.split(" ").slice(1, 3).join(" "))).toEqual([
    "x 1.0-2.el9",
    "y 1.0-1.module+el9+1",
  ]);
});
