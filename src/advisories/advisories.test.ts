import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Look } from "../core/analyzer.ts";
import type { Component } from "../core/component.ts";
import { Configuration } from "../core/configuration.ts";
import type { Network } from "../core/network.ts";
import { buildZip } from "../testing/zip-builder.ts";
import {
  advisories,
  advisoryState,
  exportDatabase,
  importAdvisories,
  updateAdvisories,
  verifyDatabase,
} from "./index.ts";

const NOW = new Date("2026-11-24T12:00:00Z");
let folder = "";
let data = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "waybill-advisories-"));
  data = join(folder, "data");
});
afterEach(() => rmSync(folder, { recursive: true }));

const record = (id: string, ecosystem: string, name: string, events: object[], more: object = {}) => ({
  id,
  modified: "2026-01-01T00:00:00Z",
  summary: `A hole in ${name}`,
  affected: [
    { package: { ecosystem, name }, ranges: [{ type: ecosystem === "PyPI" ? "ECOSYSTEM" : "SEMVER", events }] },
  ],
  ...more,
});

function feed(ecosystem: string, records: readonly object[]): string {
  mkdirSync(join(folder, "feeds", ecosystem), { recursive: true });
  const files = Object.fromEntries(
    records.map((one, index) => [`${(one as { id?: string }).id ?? index}.json`, JSON.stringify(one)]),
  );
  writeFileSync(join(folder, "feeds", ecosystem, "all.zip"), buildZip(files));
  return join(folder, "feeds");
}

function component(type: string, name: string, version: string, more: Partial<Component> = {}): Component {
  return {
    purl: `pkg:${type}/${name}@${version}`,
    type,
    name,
    version,
    licenses: [],
    relation: "declared",
    dependsOn: [],
    occurrences: [{ path: "lock", line: 3 }],
    ...more,
  };
}

async function look(components: readonly Component[], configuration: object = {}, now = new Date()) {
  const facts = components.map((one) => ({ kind: "component", at: {}, component: one }));
  const outcome = await advisories[0]?.analyze({
    facts: { of: (kind: string) => (kind === "component" ? facts : []) },
    dataDirectory: data,
    now,
    configuration: Configuration.parse(configuration),
  } as unknown as Look);
  if (outcome === undefined) throw new Error("no outcome");
  return { ...outcome, titles: outcome.findings.map(({ title, severity }) => `${severity}: ${title}`) };
}

test("without data nothing is called clean, and the one command that changes it is named", async () => {
  const { findings, status, gaps } = await look([component("npm", "lodash", "4.17.20")]);
  expect(findings).toEqual([]);
  expect(status).toBe("unobservable");
  expect(gaps?.[0]?.reason).toContain("waybill advisories update");
});

test("finds what lies in a range, says which, and what fixes it", async () => {
  const events = [{ introduced: "0" }, { fixed: "4.17.21" }];
  const graded = { database_specific: { severity: "HIGH" }, aliases: ["CVE-2021-23337"] };
  await importAdvisories([feed("npm", [record("GHSA-1", "npm", "lodash", events, graded)])], data, NOW);
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
  await importAdvisories([feed("npm", [exact, embedded])], data, NOW);
  const { findings, titles } = await look([
    component("npm", "flatmap-stream", "0.1.1"),
    component("npm", "flatmap-stream", "0.1.0"),
    component("npm", "event-stream", "3.3.6"),
  ]);
  expect(titles.sort()).toEqual([
    "critical: event-stream 3.3.6 is known malware (GHSA-mh6f)",
    "critical: flatmap-stream 0.1.1 is known malware (MAL-2018-1)",
  ]);
  expect(findings.every(({ rule }) => rule === "advisories/malicious-package")).toBe(true);
});

test("records that mean the same CVE are one finding; a record with two CVEs joins nothing", async () => {
  const events = [{ introduced: "0" }, { fixed: "2.0" }];
  const records = [
    record("PYSEC-1", "PyPI", "jinja2", events, { aliases: ["CVE-1", "GHSA-1"] }),
    record("GHSA-1", "PyPI", "Jinja2", events, { aliases: ["CVE-1"] }),
    record("PYSEC-2", "PyPI", "jinja2", events, { aliases: ["CVE-2", "CVE-3"] }),
  ];
  await importAdvisories([feed("PyPI", records)], data, NOW);
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
  await importAdvisories([feed("Debian", [debian])], data, NOW);
  const libssl = (version: string, distribution: string) =>
    component("deb", "libssl3", version, {
      source: { name: "openssl", version },
      distribution,
      occurrences: [{ path: "var/lib/dpkg/status", layer: "sha256:abc" }],
    });
  const { titles, findings } = await look([libssl("3.0.9-1", "debian:12"), libssl("3.0.9-1+deb12u3", "debian:12.4")]);
  expect(titles).toEqual(["medium: libssl3 3.0.9-1: A hole in openssl (DSA-1)"]);
  expect(findings[0]?.deed.key).toBe("update deb in sha256:abc");
  expect((await look([libssl("3.0.9-1", "debian:11")])).gaps?.[0]?.reason).toBe(
    "not judged: no advisory data for Debian:11",
  );
});

test("what cannot be judged is said, never clean", async () => {
  await importAdvisories(
    [
      feed("npm", [record("A", "npm", "x", [{ introduced: "0" }, { fixed: "2.0.0" }])]),
      feed("Hex", [record("B", "Hex", "phoenix", [{ introduced: "0" }])]),
    ],
    data,
    NOW,
  );
  const { gaps, findings } = await look([
    component("npm", "x", "latest"),
    component("hex", "phoenix", "1.0"),
    component("gem", "rails", "1.0"),
    component("generic", "thing", "1.0"),
    component("npm", "y", "1.0.0", { ownedBy: "pkg:deb/debian/node-y@1.0.0-1" }),
  ]);
  expect(findings).toEqual([]);
  expect(gaps?.map(({ reason }) => reason).sort()).toEqual([
    "not judged: its version is none that npm knows",
    "not judged: no advisories are known for generic packages",
    "not judged: no advisory data for RubyGems",
    "not judged: this version cannot compare versions of Hex",
  ]);
});

test("a bad record costs one record; a withdrawn one says nothing", async () => {
  const bad = { id: "BAD", modified: "yesterday" };
  const withdrawn = record("W", "npm", "x", [{ introduced: "0" }], { withdrawn: "2026-01-02T00:00:00Z" });
  const { feeds } = await importAdvisories(
    [feed("npm", [bad, withdrawn, record("G", "npm", "z", [{ introduced: "0" }])])],
    data,
    NOW,
  );
  expect(feeds[0]).toMatchObject({
    records: 2,
    refused: [{ refused: "BAD.json", reason: expect.stringContaining("modified") }],
  });
  expect((await look([component("npm", "x", "1.0.0")])).findings).toEqual([]);
});

test("what is exploited rises", async () => {
  const feeds = feed("npm", [record("GHSA-1", "npm", "x", [{ introduced: "0" }], { aliases: ["CVE-2026-1"] })]);
  writeFileSync(
    join(feeds, "known_exploited_vulnerabilities.json"),
    JSON.stringify({ vulnerabilities: [{ cveID: "CVE-2026-1", dateAdded: "2026-03-01" }] }),
  );
  await importAdvisories([feeds], data, NOW);
  const { findings } = await look([component("npm", "x", "1.0.0")]);
  expect(findings[0]?.signals.exploitation?.because).toContain("since 2026-03-01");
});

test("one feed is replaced alone, the last two databases are kept, and the age is told", async () => {
  await importAdvisories([feed("npm", [record("A", "npm", "x", [{ introduced: "0" }])])], data, NOW);
  rmSync(join(folder, "feeds", "npm"), { recursive: true });
  await importAdvisories([feed("PyPI", [record("B", "PyPI", "y", [{ introduced: "0" }])])], data, NOW);
  await importAdvisories([feed("PyPI", [record("C", "PyPI", "z", [{ introduced: "0" }])])], data, NOW);
  expect(
    (await look([component("npm", "x", "1.0.0"), component("pypi", "y", "1.0"), component("pypi", "z", "1.0")]))
      .findings,
  ).toHaveLength(2);
  expect(advisoryState(data)?.sources.map(({ name, records }) => [name, records])).toEqual([
    ["OSV PyPI", 1],
    ["OSV npm", 1],
  ]);
  expect(readdirSync(data).filter((name) => name.endsWith(".sqlite"))).toHaveLength(2);
});

test("data that is too old is unobservable", async () => {
  await importAdvisories([feed("npm", [record("A", "npm", "x", [{ introduced: "0" }])])], data, NOW);
  const lookAfter = (days: number) =>
    look([component("npm", "x", "1.0.0")], { advisories: { maxAge: 5 } }, new Date(Date.now() + days * 86_400_000));
  expect((await lookAfter(4)).findings).toHaveLength(1);
  expect(await lookAfter(6)).toMatchObject({ status: "unobservable", findings: [] });
});

test("a damaged database is told apart from none", async () => {
  await importAdvisories([feed("npm", [record("A", "npm", "x", [{ introduced: "0" }])])], data, NOW);
  const file = join(data, readdirSync(data).find((name) => name.endsWith(".sqlite")) ?? "");
  await expect(verifyDatabase(data)).resolves.toBeDefined();
  writeFileSync(
    file,
    readFileSync(file).map((byte, index) => (index === 5_000 ? byte ^ 255 : byte)),
  );
  await expect(verifyDatabase(data)).rejects.toThrow("hashes to");
  writeFileSync(file, "cut");
  expect((await look([component("npm", "x", "1.0.0")])).gaps?.[0]?.reason).toContain("damaged");
});

test("one machine exports, another imports, and both know the same", async () => {
  await importAdvisories([feed("npm", [record("A", "npm", "x", [{ introduced: "0" }])])], data, NOW);
  const { sha256 } = await exportDatabase(data, join(folder, "out.sqlite"));
  const here = data;
  data = join(folder, "elsewhere");
  const adopted = await importAdvisories([join(folder, "out.sqlite")], data, NOW);
  expect([adopted.pointer.sha256, adopted.feeds]).toEqual([sha256, [{ name: "OSV npm", records: 1, refused: [] }]]);
  expect((await look([component("npm", "x", "1.0.0")])).findings).toHaveLength(1);
  writeFileSync(join(folder, "cut.sqlite"), readFileSync(join(folder, "out.sqlite")).subarray(0, 3_000));
  await expect(importAdvisories([join(folder, "cut.sqlite")], here, NOW)).rejects.toMatchObject({
    code: expect.stringMatching(/^advisories\//),
  });
  expect(advisoryState(here)?.sources).toHaveLength(1);
});

test("a feed that is no zip leaves the old database in force", async () => {
  await importAdvisories([feed("npm", [record("A", "npm", "x", [{ introduced: "0" }])])], data, NOW);
  writeFileSync(join(folder, "bad.zip"), "no zip");
  await expect(importAdvisories([join(folder, "bad.zip")], data, NOW)).rejects.toThrow("cannot be read");
  expect((await look([component("npm", "x", "1.0.0")])).findings).toHaveLength(1);
  expect(readdirSync(data).some((name) => name.startsWith("building"))).toBe(false);
});

test("update fetches each ecosystem's zip, and a refusal changes nothing", async () => {
  const zip = readFileSync(join(feed("npm", [record("A", "npm", "x", [{ introduced: "0" }])]), "npm", "all.zip"));
  const asked: string[] = [];
  const network = (status: number): Network => ({
    offline: false,
    request: async (url) => {
      asked.push(String(url));
      return {
        status,
        url: String(url),
        header: () => undefined,
        stream: async function* () {
          yield zip;
        },
        bytes: async () => zip,
        text: async () => "",
      };
    },
  });
  const request = { dataDirectory: data, now: NOW, mirror: "https://mirror.example/osv/", ecosystems: ["npm"] };
  await updateAdvisories({ ...request, network: network(200) });
  expect(asked).toEqual(["https://mirror.example/osv/npm/all.zip"]);
  expect(advisoryState(data)?.sources[0]).toMatchObject({ records: 1, fetchedAt: NOW.toISOString() });
  await expect(updateAdvisories({ ...request, network: network(503) })).rejects.toThrow("answered 503");
  expect((await look([component("npm", "x", "1.0.0")])).findings).toHaveLength(1);
});
