import { expect, test } from "vitest";
import { buildZip } from "../testing/zip-builder.ts";
import { importAdvisories } from "./index.ts";
import { component, house, NOW, record } from "./testing/house.ts";

const here = house(buildZip);

/** A record of RustSec, which puts its word beside the package. */
function rustSec(id: string, name: string, informational: string | undefined, more: object = {}): object {
  const plain = record(id, "crates.io", name, [{ introduced: "0" }], more) as { affected: object[] };
  return { ...plain, affected: plain.affected.map((part) => ({ ...part, database_specific: { informational } })) };
}

async function ruleAndSeverity(...records: readonly object[]) {
  here.feed("crates.io", records);
  await importAdvisories([`${here.folder}/feeds`], here.data, NOW);
  const { findings } = await here.look([component("cargo", "x", "1.0.0")]);
  return findings.map(({ rule, severity }) => `${rule} ${severity}`);
}

test.each([
  ["unmaintained", "advisories/unmaintained-package low"],
  ["unsound", "advisories/known-vulnerability medium"],
  ["notice", "advisories/known-vulnerability info"],
  ["a word that is yet to come", "advisories/known-vulnerability medium"],
  [undefined, "advisories/known-vulnerability medium"],
])("%j: %s", async (word, found) => {
  expect(await ruleAndSeverity(rustSec("RUSTSEC-1", "x", word))).toEqual([found]);
});

test("of two records that mean the same, the one that tells of a hole decides", async () => {
  const cve = { aliases: ["CVE-2026-1"] };
  const records = [rustSec("RUSTSEC-1", "x", "unmaintained", cve), rustSec("RUSTSEC-2", "x", undefined, cve)];
  expect(await ruleAndSeverity(...records)).toEqual(["advisories/known-vulnerability medium"]);
});

test("a record counts as unmaintained only where all its parts say so", async () => {
  const both = rustSec("RUSTSEC-1", "x", "unmaintained") as { affected: object[] };
  const other = rustSec("RUSTSEC-1", "y", undefined) as { affected: object[] };
  const record = { ...both, affected: [...both.affected, ...other.affected] };
  expect(await ruleAndSeverity(record)).toEqual(["advisories/known-vulnerability medium"]);
});
