import { readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { buildZip } from "../testing/zip-builder.ts";
import { advisoryState, exportDatabase, importAdvisories, verifyDatabase } from "./index.ts";
import { component, house, NOW, record } from "./testing/house.ts";

const here = house(buildZip);
const { look, feed } = here;

test("without data nothing is called clean, and the one command that changes it is named", async () => {
  const { findings, status, gaps } = await look([component("npm", "lodash", "4.17.20")]);
  expect(findings).toEqual([]);
  expect(status).toBe("unobservable");
  expect(gaps?.[0]?.reason).toContain("waybill advisories update");
});

test("finds what lies in a range, says which, and what fixes it", async () => {
  const events = [{ introduced: "0" }, { fixed: "4.17.21" }];
  const graded = { database_specific: { severity: "HIGH" }, aliases: ["CVE-2021-23337"] };
  await importAdvisories([feed("npm", [record("GHSA-1", "npm", "lodash", events, graded)])], here.data, NOW);
  const { findings, titles } = await look([component("npm", "lodash", "4.17.20"), component("npm", "other", "1.0.0")]);
  expect(titles).toEqual(["high: lodash 4.17.20: A hole in lodash (CVE-2021-23337)"]);
  expect(findings[0]?.evidence[0]?.text).toBe("GHSA-1: 4.17.20 lies in the range from 0, before 4.17.21");
  expect(findings[0]?.deed.action).toBe("Upgrade lodash 4.17.20 to 4.17.21 in lock");
  expect((await look([component("npm", "lodash", "4.17.21")])).titles).toEqual([]);
});

test("known malware is a class of its own, critical whatever the record says", async () => {
  const exact = {
    id: "MAL-2018-1",
    modified: "2026-01-01T00:00:00Z",
    affected: [{ package: { ecosystem: "npm", name: "flatmap-stream" }, versions: ["0.1.1"] }],
  };
  const embedded = record("GHSA-mh6f", "npm", "event-stream", [{ introduced: "3.3.6" }, { fixed: "4.0.0" }], {
    database_specific: { cwe_ids: ["CWE-506"], severity: "LOW" },
  });
  await importAdvisories([feed("npm", [exact, embedded])], here.data, NOW);
  const { findings, titles } = await look([
    component("npm", "flatmap-stream", "0.1.1"),
    component("npm", "flatmap-stream", "0.1.0"),
    component("npm", "event-stream", "3.3.6"),
  ]);
  expect(titles.sort()).toEqual([
    "critical: event-stream 3.3.6 is known malware (GHSA-mh6f)",
    "critical: flatmap-stream 0.1.1 is known malware (MAL-2018-1)",
    "info: flatmap-stream 0.1.0 is clean, and other versions of flatmap-stream were malware",
  ]);
  expect(findings.map(({ rule }) => rule).sort()).toEqual([
    "advisories/compromise-history",
    "advisories/malicious-package",
    "advisories/malicious-package",
  ]);
});

test("records that mean the same CVE are one finding; a record with two CVEs joins nothing", async () => {
  const events = [{ introduced: "0" }, { fixed: "2.0" }];
  const records = [
    record("PYSEC-1", "PyPI", "jinja2", events, { aliases: ["CVE-1", "GHSA-1"] }),
    record("GHSA-1", "PyPI", "Jinja2", events, { aliases: ["CVE-1"] }),
    record("PYSEC-2", "PyPI", "jinja2", events, { aliases: ["CVE-2", "CVE-3"] }),
  ];
  await importAdvisories([feed("PyPI", records)], here.data, NOW);
  const { findings } = await look([component("pypi", "jinja2", "1.5rc1")]);
  expect(findings.map(({ title }) => title)).toEqual([
    "jinja2 1.5rc1: A hole in Jinja2 (CVE-1)",
    "jinja2 1.5rc1: A hole in jinja2 (PYSEC-2)",
  ]);
  expect(findings[0]?.aliases).toEqual(["GHSA-1", "PYSEC-1"]);
});

test("a distribution's package is judged by its source, its release and its own order", async () => {
  const debian = record("DSA-1", "Debian:12", "openssl", [{ introduced: "0" }, { fixed: "3.0.9-1+deb12u2" }]);
  debian.affected[0]?.ranges.forEach((range) => Object.assign(range, { type: "ECOSYSTEM" }));
  await importAdvisories([feed("Debian", [debian])], here.data, NOW);
  const libssl = (version: string, distribution: string) =>
    component("deb", "libssl3", version, {
      source: { name: "openssl", version },
      distribution,
      occurrences: [{ path: "var/lib/dpkg/status", layer: "sha256:abc" }],
    });
  const { titles, findings } = await look([libssl("3.0.9-1", "debian:12"), libssl("3.0.9-1+deb12u3", "debian:12.4")]);
  expect(titles).toEqual(["medium: openssl 3.0.9-1: A hole in openssl (DSA-1)"]);
  expect(findings[0]?.deed.key).toBe("update deb in sha256:abc");
  expect((await look([libssl("3.0.9-1", "debian:11")])).gaps?.[0]?.reason).toBe(
    "not judged: no advisory data for Debian:11",
  );
});

test("what cannot be judged is said, never clean", async () => {
  await importAdvisories(
    [feed("npm", [record("A", "npm", "x", [{ introduced: "0" }, { fixed: "2.0.0" }])])],
    here.data,
    NOW,
  );
  const { gaps, findings } = await look([
    component("npm", "x", "latest"),
    component("gem", "rails", "1.0"),
    component("generic", "thing", "1.0"),
    component("npm", "y", "1.0.0", { ownedBy: "pkg:deb/debian/node-y@1.0.0-1" }),
  ]);
  expect(findings).toEqual([]);
  expect(gaps?.map(({ reason }) => reason).sort()).toEqual([
    "not judged: its version is none that npm knows",
    "not judged: no advisories are known for generic packages",
    "not judged: no advisory data for RubyGems",
  ]);
});

test("actions and images that files name are other targets: counted, and no gap", async () => {
  const named = [component("githubactions", "checkout", "v4"), component("docker", "library/node", "22")];
  expect(await look(named)).toMatchObject({ findings: [], examined: { packages: 0, namedElsewhere: 2 } });
  await importAdvisories([feed("npm", [record("A", "npm", "x", [{ introduced: "0" }])])], here.data, NOW);
  const { findings, gaps, examined } = await look([...named, component("npm", "x", "1.0.0")]);
  expect(findings).toHaveLength(1);
  expect({ gaps, examined }).toEqual({ gaps: [], examined: { packages: 1, namedElsewhere: 2 } });
});

test("a bad record costs one record; a withdrawn one says nothing", async () => {
  const bad = { id: "BAD", modified: "yesterday" };
  const withdrawn = record("W", "npm", "x", [{ introduced: "0" }], { withdrawn: "2026-01-02T00:00:00Z" });
  const { feeds } = await importAdvisories(
    [feed("npm", [bad, withdrawn, record("G", "npm", "z", [{ introduced: "0" }])])],
    here.data,
    NOW,
  );
  expect(feeds[0]).toMatchObject({
    records: 2,
    refused: [{ refused: "BAD.json", reason: expect.stringContaining("modified") }],
  });
  expect((await look([component("npm", "x", "1.0.0")])).findings).toEqual([]);
});

test("what is exploited rises", async () => {
  const feeds = feed("npm", [record("GHSA-1", "npm", "x", [{ introduced: "0" }], { aliases: ["CVE-2026-1000"] })]);
  writeFileSync(join(feeds, "known_exploited_vulnerabilities.json"), kev("CVE-2026-1000"));
  await importAdvisories([feeds], here.data, NOW);
  const { findings } = await look([component("npm", "x", "1.0.0")]);
  expect(findings[0]?.signals.exploitation?.because).toContain("since 2026-03-01");
});

test("one feed is replaced alone, the last two databases are kept, and the age is told", async () => {
  await importAdvisories([feed("npm", [record("A", "npm", "x", [{ introduced: "0" }])])], here.data, NOW);
  rmSync(join(here.folder, "feeds", "npm"), { recursive: true });
  await importAdvisories([feed("PyPI", [record("B", "PyPI", "y", [{ introduced: "0" }])])], here.data, NOW);
  await importAdvisories([feed("PyPI", [record("C", "PyPI", "z", [{ introduced: "0" }])])], here.data, NOW);
  expect(
    (await look([component("npm", "x", "1.0.0"), component("pypi", "y", "1.0"), component("pypi", "z", "1.0")]))
      .findings,
  ).toHaveLength(2);
  expect(advisoryState(here.data)?.sources.map(({ name, records }) => [name, records])).toEqual([
    ["OSV PyPI", 1],
    ["OSV npm", 1],
  ]);
  expect(readdirSync(here.data).filter((name) => name.endsWith(".sqlite"))).toHaveLength(2);
});

test("data that is too old is said for the packages that it speaks for; what it finds is found", async () => {
  await importAdvisories([feed("npm", [record("A", "npm", "x", [{ introduced: "0" }])])], here.data, NOW);
  const lookAfter = (days: number) =>
    look([component("npm", "x", "1.0.0")], { advisories: { maxAge: 5 } }, new Date(Date.now() + days * 86_400_000));
  expect(await lookAfter(4)).toMatchObject({ findings: [{}], gaps: [], examined: { packages: 1 } });
  const late = await lookAfter(6);
  expect(late).toMatchObject({ findings: [{}], examined: { packages: 0 } });
  expect(late.gaps?.[0]?.reason).toMatch(/^not judged: OSV npm was fetched on .* longer ago than the 5 days/);
  expect((await lookAfter(-3)).gaps?.[0]?.reason).toContain("yet to come: a clock is wrong");
});

test("each source has an age of its own, and a distribution's own word is the one that counts", async () => {
  const folder = feed("npm", [record("A", "npm", "x", [{ introduced: "0" }])]);
  feed("Debian", [record("DSA-1", "Debian:12", "y", [{ introduced: "0" }])]);
  here.write(
    "feeds/debian-tracker.json",
    JSON.stringify({ y: { "CVE-2026-1000": { releases: { bookworm: { status: "open" } } } } }),
  );
  const old = new Date(Date.now() - 10 * 86_400_000);
  for (const path of ["npm/all.zip", "Debian/all.zip"]) utimesSync(join(folder, path), old, old);
  await importAdvisories([folder], here.data, NOW);
  const debian = component("deb", "y", "1", { distribution: "debian:12" });
  const { gaps, examined } = await look([component("npm", "z", "1.0.0"), debian], { advisories: { maxAge: 5 } });
  expect(gaps).toMatchObject([{ where: "pkg:npm/z@1.0.0", reason: expect.stringContaining("OSV npm was fetched") }]);
  expect(examined).toEqual({ packages: 1 });
});

test("a hole of a source is one finding, whichever of its packages are there, at all their places", async () => {
  const kernel = record("DSA-1", "Debian:12", "linux", [{ introduced: "0" }]);
  await importAdvisories([feed("Debian", [kernel])], here.data, NOW);
  const made = (name: string, line: number) =>
    component("deb", name, "6.1-1", {
      purl: `pkg:deb/debian/${name}@6.1-1?arch=amd64&distro=debian-12`,
      distribution: "debian:12",
      source: { name: "linux", version: "6.1-1" },
      occurrences: [{ path: "var/lib/dpkg/status", line }],
    });
  const { findings, examined } = await look([made("linux-image", 1), made("linux-headers", 2), made("perf", 3)]);
  expect(findings).toHaveLength(1);
  expect(findings[0]).toMatchObject({
    title: "linux 6.1-1: A hole in linux (DSA-1)",
    subject: { purl: "pkg:deb/debian/linux@6.1-1?arch=source&distro=debian-12" },
    locations: [{ line: 1 }, { line: 2 }, { line: 3 }],
  });
  expect(findings[0]?.evidence.map(({ text }) => text)).toContain("installed as linux-headers, linux-image, perf");
  expect(examined).toEqual({ packages: 3 });
  expect((await look([made("perf", 3)])).findings[0]?.id).toBe(findings[0]?.id);
});

test("of a Go module it is told in which packages and functions the hole lies", async () => {
  const hole = record("GO-1", "Go", "example.com/m", [{ introduced: "0" }]);
  const imports = [{ path: "example.com/m/a", symbols: ["Open", "T.Read"] }, { path: "example.com/m/b" }];
  Object.assign(hole.affected[0] ?? {}, { ecosystem_specific: { imports } });
  await importAdvisories([feed("Go", [hole])], here.data, NOW);
  const { findings } = await look([component("golang", "example.com/m", "v1.0.0")]);
  expect(findings[0]?.evidence.map(({ text }) => text)).toContain(
    "it lies in example.com/m/a (Open, T.Read), example.com/m/b",
  );
});

test("a damaged database is told apart from none", async () => {
  await importAdvisories([feed("npm", [record("A", "npm", "x", [{ introduced: "0" }])])], here.data, NOW);
  const file = join(here.data, readdirSync(here.data).find((name) => name.endsWith(".sqlite")) ?? "");
  await expect(verifyDatabase(here.data)).resolves.toBeDefined();
  writeFileSync(
    file,
    readFileSync(file).map((byte, index) => (index === 5_000 ? byte ^ 255 : byte)),
  );
  await expect(verifyDatabase(here.data)).rejects.toThrow("hashes to");
  writeFileSync(file, "cut");
  expect((await look([component("npm", "x", "1.0.0")])).gaps?.[0]?.reason).toContain("damaged");
});

test("one machine exports, another imports, and both know the same", async () => {
  await importAdvisories([feed("npm", [record("A", "npm", "x", [{ introduced: "0" }])])], here.data, NOW);
  const [{ sha256 } = { sha256: "" }] = await exportDatabase(here.data, join(here.folder, "out.sqlite"));
  const first = here.data;
  here.elsewhere();
  const adopted = await importAdvisories([join(here.folder, "out.sqlite")], here.data, NOW);
  expect([adopted.pointer.sha256, adopted.feeds]).toEqual([sha256, [{ name: "OSV npm", records: 1, refused: [] }]]);
  expect((await look([component("npm", "x", "1.0.0")])).findings).toHaveLength(1);
  writeFileSync(join(here.folder, "cut.sqlite"), readFileSync(join(here.folder, "out.sqlite")).subarray(0, 3_000));
  await expect(importAdvisories([join(here.folder, "cut.sqlite")], first, NOW)).rejects.toMatchObject({
    code: expect.stringMatching(/^advisories\//),
  });
  expect(advisoryState(first)?.sources).toHaveLength(1);
});

test("a feed that is no zip leaves the old database in force", async () => {
  await importAdvisories([feed("npm", [record("A", "npm", "x", [{ introduced: "0" }])])], here.data, NOW);
  writeFileSync(join(here.folder, "bad.zip"), "no zip");
  await expect(importAdvisories([join(here.folder, "bad.zip")], here.data, NOW)).rejects.toThrow("cannot be read");
  expect((await look([component("npm", "x", "1.0.0")])).findings).toHaveLength(1);
  expect(readdirSync(here.data).some((name) => name.startsWith("building"))).toBe(false);
});

test("an update of a distribution carries its CVEs, which tell what is exploited and join nothing", async () => {
  const fixed = [{ introduced: "0" }, { fixed: "2.0-1" }];
  const update = record("DSA-1-1", "Debian:12", "x", fixed, { upstream: ["CVE-2026-1000", "CVE-2026-1001"] });
  const other = record("DSA-2-1", "Debian:12", "x", fixed, { related: ["CVE-2026-1001", "CVE-2026-1002"] });
  const feeds = feed("Debian", [update, other]);
  here.write("feeds/kev.json", kev("CVE-2026-1000"));
  await importAdvisories([feeds], here.data, NOW);
  const { findings } = await look([component("deb", "x", "1.0-1", { distribution: "debian:12" })]);
  expect(findings.map(({ title, aliases, signals }) => [title, aliases, signals.exploitation?.level])).toEqual([
    ["x 1.0-1: A hole in x (DSA-1-1)", [], "active"],
    ["x 1.0-1: A hole in x (DSA-2-1)", [], undefined],
  ]);
  expect(findings[0]?.evidence.map(({ text }) => text)).toContain("stands for CVE-2026-1000, CVE-2026-1001");
});

test("an update says nothing new once each of its holes is found on its own", async () => {
  const fixed = [{ introduced: "0" }, { fixed: "2.0-1" }];
  const records = [
    record("DSA-1-1", "Debian:12", "x", fixed, { upstream: ["CVE-2026-1000", "CVE-2026-1001"] }),
    record("DEBIAN-CVE-2026-1000", "Debian:12", "x", fixed, { upstream: ["CVE-2026-1000"] }),
    record("DEBIAN-CVE-2026-1001", "Debian:12", "x", fixed),
  ];
  await importAdvisories([feed("Debian", records)], here.data, NOW);
  const { titles, findings } = await look([component("deb", "x", "1.0-1", { distribution: "debian:12" })]);
  expect(titles.map((title) => title.slice(-15))).toEqual(["(CVE-2026-1000)", "(CVE-2026-1001)"]);
  expect(findings[0]?.evidence.map(({ text }) => text)).toContain("mended together with other holes in DSA-1-1");
});

test.each([
  [0.97, "likely"],
  [0.95, "likely"],
  [0.94, undefined],
])("a hole above %s of all others by EPSS: %s", async (percentile, level) => {
  const feeds = feed("npm", [record("GHSA-1", "npm", "x", [{ introduced: "0" }], { aliases: ["CVE-2026-1000"] })]);
  const csv = `#model_version:v2026,score_date:2026-11-23T00:00:00+0000\ncve,epss,percentile\nCVE-2026-1000,0.5231,${percentile}\nnonsense\n`;
  here.write("feeds/epss_scores-2026-11-23.csv.gz", gzipSync(csv));
  const { feeds: brought } = await importAdvisories([feeds], here.data, NOW);
  expect(brought.find(({ name }) => name === "FIRST EPSS")).toMatchObject({ records: 1, refused: [{}] });
  const { findings } = await look([component("npm", "x", "1.0.0")]);
  expect(findings[0]?.signals.exploitation?.level).toBe(level);
  if (level !== undefined) expect(findings[0]?.signals.exploitation?.because).toContain("52.3 % within 30 days");
  expect(advisoryState(here.data)?.sources[0]).toMatchObject({ name: "FIRST EPSS", newestModified: "2026-11-23" });
});

test("what was withdrawn, and would match, is among the rejected", async () => {
  const withdrawn = record("W", "npm", "x", [{ introduced: "0" }], { withdrawn: "2026-01-02T00:00:00Z" });
  await importAdvisories([feed("npm", [withdrawn])], here.data, NOW);
  const { rejected } = await look([component("npm", "x", "1.0.0")]);
  expect(rejected).toEqual([{ where: "pkg:npm/x@1.0.0", reason: "W would match, but was withdrawn" }]);
});

function kev(...cves: readonly string[]): string {
  return JSON.stringify({ vulnerabilities: cves.map((cveID) => ({ cveID, dateAdded: "2026-03-01" })) });
}

test("a record that two zips hold is one, and a zip of one ecosystem does not speak for another", async () => {
  const both = record("GHSA-1", "npm", "x", [{ introduced: "0" }]);
  both.affected.push(...record("GHSA-1", "Go", "example.com/x", [{ introduced: "0" }]).affected);
  feed("npm", [both]);
  here.write("feeds/mine.zip", buildZip({ "GHSA-1.json": JSON.stringify(both) }));
  await importAdvisories([join(here.folder, "feeds", "npm")], here.data, NOW);
  expect((await look([component("golang", "example.com/x", "1.0.0")])).gaps?.[0]?.reason).toBe(
    "not judged: no advisory data for Go",
  );
  await importAdvisories([join(here.folder, "feeds", "mine.zip")], here.data, NOW);
  const { findings } = await look([component("golang", "example.com/x", "1.0.0"), component("npm", "x", "1.0.0")]);
  expect(findings.map(({ evidence }) => evidence[0]?.text.split(":")[0])).toEqual(["GHSA-1", "GHSA-1"]);
});

test("records that stand for each other in a ring do not make each other vanish", async () => {
  const ring = [
    record("A", "npm", "x", [{ introduced: "0" }], { upstream: ["B"], aliases: ["B"] }),
    record("B", "npm", "x", [{ introduced: "0" }], { upstream: ["A"], aliases: ["A"] }),
  ];
  await importAdvisories([feed("npm", ring)], here.data, NOW);
  expect((await look([component("npm", "x", "1.0.0")])).findings).toHaveLength(2);
});
