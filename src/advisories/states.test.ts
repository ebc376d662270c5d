import fc from "fast-check";
import { expect, test } from "vitest";
import { buildZip } from "../testing/zip-builder.ts";
import { jsonMembers } from "./feeds/json-members.ts";
import { importAdvisories } from "./index.ts";
import { component, house, NOW, record } from "./testing/house.ts";

const here = house(buildZip);

/** One source package in one release, as Debian's tracker tells it. */
const tracker = (issues: Record<string, object>, codename = "bookworm") =>
  JSON.stringify({
    openssl: Object.fromEntries(
      Object.entries(issues).map(([id, release]) => [
        id,
        {
          description: `What ${id} is`,
          releases: { [codename]: { status: "open", urgency: "not yet assigned", ...release } },
        },
      ]),
    ),
    other: { "CVE-2026-9999": { releases: { sid: { status: "open" } } } },
  });

const openssl = (version: string, distribution = "debian:12") =>
  component("deb", "libssl3", version, { source: { name: "openssl", version }, distribution });

test.each([
  ["open", {}, "Debian has no fix yet"],
  ["postponed", { nodsa: "Minor issue", nodsa_reason: "postponed" }, "Debian has put the fix off: Minor issue"],
  ["no advisory of its own", { nodsa: "Minor issue", nodsa_reason: "" }, "Debian has put the fix off: Minor issue"],
  [
    "ignored",
    { nodsa: "Too intrusive", nodsa_reason: "ignored" },
    "Debian will not fix it in this release: Too intrusive",
  ],
  ["end of life", { urgency: "end-of-life" }, "Debian no longer supports this package in this release"],
  ["undetermined", { status: "undetermined" }, "Debian has not yet found out whether this version is affected"],
  [
    "fixed and not published",
    { status: "resolved", fixed_version: "3.0.9-2", repositories: { bookworm: "3.0.9-1" } },
    "Debian: the fixed version is not in the archive yet",
  ],
])("what Debian says is kept and shown: %s", async (_, release, words) => {
  await importAdvisories([here.write("tracker.json", tracker({ "CVE-2026-1000": release }))], here.data, NOW);
  const { findings } = await here.look([openssl("3.0.9-1")]);
  expect(findings.map(({ title }) => title)).toEqual(["openssl 3.0.9-1: What CVE-2026-1000 is (CVE-2026-1000)"]);
  expect(findings[0]?.evidence.map(({ text }) => text)).toContain(words);
});

test("the tracker outranks OSV, which lends what the tracker does not know; each hole is told once", async () => {
  const events = [{ introduced: "0" }, { fixed: "9" }];
  const graded = { database_specific: { severity: "HIGH" }, aliases: ["CVE-2026-1000"] };
  here.feed("Debian", [
    record("DSA-1", "Debian:12", "openssl", events, graded),
    record("DSA-2", "Debian:12", "openssl", events, { aliases: ["CVE-2026-1001"] }),
    record("DSA-3", "Debian:12", "curl", events),
    record("DSA-4", "Debian:12", "openssl", events, { upstream: ["CVE-2026-1000", "CVE-2026-1002"] }),
  ]);
  here.write(
    "feeds/debian.json",
    tracker({
      "CVE-2026-1000": { status: "resolved", fixed_version: "3.0.9-2" },
      "CVE-2026-1001": { status: "resolved", fixed_version: "0" },
      "CVE-2026-1002": { urgency: "unimportant" },
      "CVE-2026-1003": { status: "mended" },
    }),
  );
  const { feeds } = await importAdvisories([`${here.folder}/feeds`], here.data, NOW);
  expect(feeds.map(({ name, records, refused }) => [name, records, refused.length])).toEqual([
    ["OSV Debian", 4, 0],
    ["Debian tracker", 4, 1],
  ]);
  const { titles, findings, rejected } = await here.look([
    openssl("3.0.9-1"),
    component("deb", "curl", "8", { distribution: "debian:12" }),
  ]);
  expect(titles.toSorted()).toEqual([
    "high: openssl 3.0.9-1: What CVE-2026-1000 is (CVE-2026-1000)",
    "info: openssl 3.0.9-1: What CVE-2026-1002 is (CVE-2026-1002)",
    "medium: curl 8: A hole in curl (DSA-3)",
  ]);
  const first = findings.find(({ severity }) => severity === "high");
  expect(first).toMatchObject({
    aliases: ["DSA-1"],
    fix: { summary: "Move openssl from 3.0.9-1 to 3.0.9-2 or later." },
  });
  expect(first?.evidence.map(({ text }) => text)).toContain("mended together with other holes in DSA-4");
  expect(rejected?.map(({ reason }) => reason)).toEqual([
    "CVE-2026-1001: the distributor says that it is not affected",
  ]);
});

test("Alpine's list: the newest fix counts, 0 was never affected, and several names are one hole", async () => {
  const secfixes = {
    "1.0-r1": ["CVE-2026-1000 ALPINE-1", "CVE-2026-1001"],
    "1.2-r0": ["CVE-2026-1000"],
    "0": ["CVE-2026-1002", "CVE-2026-1001"],
  };
  const secdb = (packages: unknown[]) => JSON.stringify({ distroversion: "v3.20", reponame: "main", packages });
  here.feed("Alpine", [record("ALPINE-CVE-2026-1002", "Alpine:v3.20", "busybox", [{ introduced: "0" }])]);
  here.write("feeds/alpine/main.json", secdb([{ pkg: { name: "busybox", secfixes } }, { pkg: { nothing: 1 } }]));
  const { feeds } = await importAdvisories([`${here.folder}/feeds`], here.data, NOW);
  expect(feeds.find(({ name }) => name === "Alpine secdb v3.20 main")).toMatchObject({ records: 3, refused: [{}] });
  const box = (version: string) =>
    component("apk", "ssl_client", version, { source: { name: "busybox", version }, distribution: "alpine:3.20.1" });
  expect((await here.look([box("1.1-r0")])).titles).toEqual(["medium: busybox 1.1-r0 has CVE-2026-1000"]);
  expect((await here.look([box("1.2-r0")])).titles).toEqual([]);
});

test("a tracker that is cut short changes nothing", async () => {
  await importAdvisories([here.write("tracker.json", tracker({ "CVE-2026-1000": {} }))], here.data, NOW);
  const cut = here.write("cut.json", tracker({ "CVE-2026-1001": {} }).slice(0, -2));
  await expect(importAdvisories([cut], here.data, NOW)).rejects.toThrow("cut short");
  expect((await here.look([openssl("1")])).titles).toHaveLength(1);
});

test("members of a large object come one by one, whatever they hold", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.boolean(), (object, isPretty) => {
      const path = here.write("object.json", JSON.stringify(object, null, isPretty ? 2 : 0));
      const read = [...jsonMembers(path)].map(({ name, text }) => [name, JSON.parse(text)]);
      expect(read).toEqual(Object.entries(JSON.parse(JSON.stringify(object))));
    }),
    { numRuns: 100 },
  );
});
