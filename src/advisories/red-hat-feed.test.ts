import { zstdCompressSync } from "node:zlib";
import { expect, test } from "vitest";
import { buildTar } from "../testing/tar-builder.ts";
import { buildZip } from "../testing/zip-builder.ts";
import { advisoryState } from "./index.ts";
import { openStore } from "./store/read.ts";
import { house, NOW } from "./testing/house.ts";
import { mirrorOn, withTag } from "./testing/mirror.ts";
import { redHatDocument } from "./testing/red-hat.ts";

const here = house(buildZip);
const mirror = mirrorOn(here);
const RED_HAT = ["Red Hat"];
const LATER = new Date(NOW.getTime() + 3_600_000);
const MUCH_LATER = new Date(NOW.getTime() + 15 * 86_400_000);

const wontFix = (cve: string, name: string) =>
  redHatDocument(cve, [
    { status: "known_affected", purl: `pkg:rpm/redhat/${name}?arch=src`, release: "9", plan: "Will not fix" },
  ]);

const archive = (...cves: readonly string[]) =>
  zstdCompressSync(
    buildTar(cves.map((cve) => ({ path: `2026/${cve.toLowerCase()}.json`, content: wontFix(cve, "bash") }))),
  );

/** The holes that the database knows of a package of release 9. */
function holesOf(name: string): string[] {
  const store = openStore(here.data);
  const ids = (store?.get("Red Hat:9", name) ?? []).map(({ id }) => id).sort();
  store?.close();
  return ids;
}

const LAYOUT = {
  "/Red%20Hat/all.zip": buildZip({}),
  "/red-hat-vex/archive_latest.txt": "csaf_vex_2026-11-20.tar.zst\n",
  "/red-hat-vex/csaf_vex_2026-11-20.tar.zst": withTag(archive("CVE-2026-1", "CVE-2026-2", "CVE-2026-3"), '"1"'),
};

test("the archive is fetched, and what changed and went since it was written", async () => {
  await using server = await mirror({
    ...LAYOUT,
    "/red-hat-vex/changes.csv":
      '"2026/cve-2026-4.json","2026-11-23T10:00:00+00:00"\n"2026/cve-2026-1.json","2026-11-21T10:00:00+00:00"\n"2026/cve-2026-2.json","2026-11-19T10:00:00+00:00"\n',
    "/red-hat-vex/deletions.csv": '"2026/cve-2026-3.json","2026-11-22T10:00:00+00:00"\n',
    "/red-hat-vex/2026/cve-2026-4.json": wontFix("CVE-2026-4", "zsh"),
    "/red-hat-vex/2026/cve-2026-1.json": wontFix("CVE-2026-1", "zsh"),
  });
  expect((await server.update(NOW, RED_HAT)).failed).toEqual([]);
  expect([holesOf("bash"), holesOf("zsh")]).toEqual([["CVE-2026-2"], ["CVE-2026-1", "CVE-2026-4"]]);
  expect(server.asked).not.toContain("/red-hat-vex/2026/cve-2026-2.json");

  server.asked.length = 0;
  server.answers["/red-hat-vex/changes.csv"] =
    '"2026/cve-2026-5.json","2026-11-24T10:00:00+00:00"\n"2026/cve-2026-4.json","2026-11-23T10:00:00+00:00"\n';
  const { feeds } = await server.update(LATER, RED_HAT);
  expect(server.asked.filter((path) => path.startsWith("/red-hat-vex"))).toEqual([
    "/red-hat-vex/changes.csv",
    "/red-hat-vex/deletions.csv",
    "/red-hat-vex/2026/cve-2026-5.json",
  ]);
  expect(feeds.find(({ name }) => name === "Red Hat VEX")).toMatchObject({
    records: 0,
    refused: [{ refused: "2026/cve-2026-5.json", reason: "is listed, and not there" }],
  });
});

test("an old state is renewed by the archive; the same archive is not fetched twice", async () => {
  await using server = await mirror({ ...LAYOUT, "/red-hat-vex/changes.csv": "" });
  await server.update(NOW, RED_HAT);
  expect(holesOf("bash")).toEqual(["CVE-2026-1", "CVE-2026-2", "CVE-2026-3"]);
  const again = await server.update(MUCH_LATER, RED_HAT);
  expect(again.feeds.find(({ name }) => name === "Red Hat VEX")).toMatchObject({ records: 0, refused: [] });
  expect(advisoryState(here.data)?.sources.find(({ name }) => name === "Red Hat VEX")).toMatchObject({
    records: 3,
    fetchedAt: MUCH_LATER.toISOString(),
  });
  server.answers["/red-hat-vex/archive_latest.txt"] = "csaf_vex_2026-12-04.tar.zst";
  server.answers["/red-hat-vex/csaf_vex_2026-12-04.tar.zst"] = archive("CVE-2026-9");
  await server.update(new Date(MUCH_LATER.getTime() + 15 * 86_400_000), RED_HAT);
  expect(holesOf("bash")).toEqual(["CVE-2026-9"]);
});

test.each([
  ["no list of changes", {}],
  ["a list of something else", { "/red-hat-vex/changes.csv": "<html>" }],
  ["a path that leaves the folder", { "/red-hat-vex/changes.csv": '"../../cve-2026-1.json","2026-11-23T10:00:00Z"\n' }],
])("%s: the archive counts, and it is said that it is not the last word", async (_, answers) => {
  await using server = await mirror({ ...LAYOUT, ...answers });
  const { feeds } = await server.update(NOW, RED_HAT);
  expect(feeds.find(({ name }) => name === "Red Hat VEX")).toMatchObject({
    records: 3,
    refused: [{ refused: "changes.csv", reason: expect.stringContaining("archive of 2026-11-20") }],
  });
});

test.each([
  ["<html>", "names no archive"],
  ["../../etc/csaf_vex_2026-11-20.tar.zst", "names no archive"],
  ["csaf_vex_2026-11-21.tar.zst", "is not there"],
])("an archive called %j: %s", async (latest, reason) => {
  await using server = await mirror({ ...LAYOUT, "/red-hat-vex/archive_latest.txt": latest });
  const { failed } = await server.update(NOW, RED_HAT);
  expect(failed).toEqual([{ name: "Red Hat VEX", reason: expect.stringContaining(reason), keeps: undefined }]);
});

test("a mirror may leave Red Hat out", async () => {
  await using server = await mirror({ "/Red%20Hat/all.zip": buildZip({}) });
  expect((await server.update(NOW, RED_HAT)).failed).toEqual([]);
});
