import { expect, test } from "vitest";
import { buildZip } from "../../testing/zip-builder.ts";
import { importAdvisories } from "../index.ts";
import { component, house, NOW, record } from "../testing/house.ts";
import { explainHole } from "./explain-hole.ts";
import { explainTarget } from "./explain-target.ts";

const here = house(buildZip);

const RANGE = [{ introduced: "1.0.0" }, { fixed: "1.4.0" }, { introduced: "2.0.0" }, { last_affected: "2.1.0" }];

async function take() {
  const records = [
    record("GHSA-1", "npm", "x", RANGE, { aliases: ["CVE-2026-1000"], database_specific: { severity: "HIGH" } }),
    record("GHSA-2", "npm", "x", [{ introduced: "0" }], {
      aliases: ["CVE-2026-1000"],
      withdrawn: "2026-02-01T00:00:00Z",
    }),
  ];
  here.feed("npm", records);
  here.feed("Debian", [
    record("DSA-1-1", "Debian:12", "x", [{ introduced: "0" }, { fixed: "1.4-1" }], { upstream: ["CVE-2026-1000"] }),
  ]);
  here.write(
    "feeds/debian-tracker.json",
    JSON.stringify({ x: { "CVE-2026-1000": { releases: { bookworm: { status: "open", nodsa: "Minor issue" } } } } }),
  );
  await importAdvisories([`${here.folder}/feeds`], here.data, NOW);
}

test("a hole is told by every name it has, with ranges, states, withdrawals and the age of each source", async () => {
  await take();
  const hole = explainHole("cve-2026-1000", here.data);
  expect(hole.aliases).toEqual(["GHSA-1", "GHSA-2"]);
  const told = hole.records.map(({ id, source, withdrawn, packages: [first] }) => [
    id,
    source,
    withdrawn?.slice(0, 10),
    first?.ecosystem,
    first?.versions,
    first?.state,
  ]);
  expect(told).toEqual([
    ["CVE-2026-1000", "Debian tracker", undefined, "Debian:12", ["all"], "deferred"],
    ["DSA-1-1", "OSV Debian", undefined, "Debian:12", ["before 1.4-1"], undefined],
    ["GHSA-1", "OSV npm", undefined, "npm", ["from 1.0.0, before 1.4.0", "from 2.0.0, up to 2.1.0"], undefined],
    ["GHSA-2", "OSV npm", "2026-02-01", "npm", ["all"], undefined],
  ]);
  expect(hole.sources.map(({ name }) => name)).toEqual(["Debian tracker", "OSV Debian", "OSV npm"]);
  expect(explainHole("DSA-1-1", here.data).records[0]?.causes).toEqual(["CVE-2026-1000"]);
  expect(() => explainHole("CVE-2026-9", here.data)).toThrow("knows CVE-2026-9");
});

test("of a target it says which record decides, and why", async () => {
  await take();
  const debian = { distribution: "debian:12", source: { name: "x", version: "1.0-1" } };
  const judged = explainTarget(
    "CVE-2026-1000",
    [
      component("npm", "x", "1.2.0"),
      component("npm", "x", "1.4.0"),
      component("npm", "y", "1.0.0"),
      component("npm", "x", "1.1.0", { ownedBy: "pkg:deb/debian/node-x@1" }),
      component("deb", "libx", "1.0-1", debian),
    ],
    here.data,
  );
  const lines = judged.map(({ purl, record: by, verdict }) => `${purl} ${verdict} ${by.split(" ")[0]}`);
  expect(lines).toEqual([
    "pkg:npm/x@1.2.0 affected GHSA-1",
    "pkg:npm/x@1.2.0 withdrawn GHSA-2",
    "pkg:npm/x@1.4.0 clear GHSA-1",
    "pkg:npm/x@1.4.0 withdrawn GHSA-2",
    "pkg:npm/x@1.1.0 outranked GHSA-1",
    "pkg:npm/x@1.1.0 outranked GHSA-2",
    "pkg:deb/libx@1.0-1 affected CVE-2026-1000",
    "pkg:deb/libx@1.0-1 outranked DSA-1-1",
  ]);
});
