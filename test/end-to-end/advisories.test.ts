import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { reportOf, runWaybill } from "../../src/testing/run-waybill.ts";
import { temporaryFolder } from "../../src/testing/temporary-folder.ts";
import { buildZip } from "../../src/testing/zip-builder.ts";

const RECORD = {
  id: "GHSA-1",
  modified: "2026-01-01T00:00:00Z",
  summary: "A hole \u001b[2J in x",
  aliases: ["CVE-2026-1000"],
  affected: [{ package: { ecosystem: "npm", name: "x" }, ranges: [{ type: "SEMVER", events: [{ introduced: "0" }] }] }],
  database_specific: { severity: "HIGH" },
};

const LOCK = { lockfileVersion: 3, packages: { "": {}, "node_modules/x": { version: "1.0.0" } } };

const VEX = {
  "@context": "https://openvex.dev/ns/v0.2.0",
  author: "Team A",
  statements: [
    {
      vulnerability: { name: "CVE-2026-1000" },
      products: [{ "@id": "pkg:npm/x@1.0.0" }],
      status: "not_affected",
      justification: "component_not_present",
    },
  ],
};

/** A home with a project, and the database of one record. */
async function home() {
  const folder = temporaryFolder({
    "project/package-lock.json": JSON.stringify(LOCK),
    "vex.json": JSON.stringify(VEX),
  });
  mkdirSync(join(folder.path, "feeds", "npm"), { recursive: true });
  writeFileSync(join(folder.path, "feeds", "npm", "all.zip"), buildZip({ "GHSA-1.json": JSON.stringify(RECORD) }));
  await runWaybill(folder.path, ["advisories", "import", "feeds"]);
  return folder;
}

test("a statement excuses a hole, in the report with who and why; a file that is not there is a wrong call", async () => {
  using folder = await home();
  const words = ["vulns", "project", "--offline", "--format", "json"];
  expect((await runWaybill(folder.path, words)).status).toBe(1);
  const excused = await runWaybill(folder.path, [...words, "--vex", "vex.json"]);
  expect(excused.status).toBe(0);
  expect(reportOf(excused).findings[0]?.suppressed).toMatchObject({ reason: "not affected: component not present" });
  const missing = await runWaybill(folder.path, [...words, "--vex", "none.json"]);
  expect([missing.status, missing.stderr]).toEqual([2, expect.stringContaining("There is no VEX file")]);
});

test("explain tells of a hole by any name, without what would steer a terminal", async () => {
  using folder = await home();
  const { status, stdout } = await runWaybill(folder.path, ["explain", "cve-2026-1000", "--target", "project"]);
  expect(status).toBe(0);
  expect(stdout).toContain("pkg:npm/x@1.0.0: affected, by GHSA-1 (OSV npm)");
  expect(stdout).not.toContain("\u001b");
  expect((await runWaybill(folder.path, ["explain", "CVE-1999-0001"])).stderr).toContain("knows CVE-1999-0001");
});

test("kept bills are held against what is known, and a question is answered in OSV's form", async () => {
  using folder = await home();
  expect((await runWaybill(folder.path, ["advisories", "affected"])).status).toBe(3);
  await runWaybill(folder.path, ["inventory", "add", "project", "--name", "shop"]);
  const affected = await runWaybill(folder.path, ["advisories", "affected"]);
  expect([affected.status, affected.stdout]).toEqual([1, expect.stringContaining("in shop")]);
  expect((await runWaybill(folder.path, ["advisories", "affected", "--since", "never"])).status).toBe(2);
  const query = await runWaybill(folder.path, ["advisories", "query", "pkg:npm/x@1.0.0"]);
  expect(JSON.parse(query.stdout)).toMatchObject({ vulns: [{ id: "GHSA-1", aliases: ["CVE-2026-1000"] }] });
  expect((await runWaybill(folder.path, ["advisories", "query", "nonsense"])).status).toBe(2);
});

test("status tells of each source how old it is and under which terms it may be handed on", async () => {
  using folder = await home();
  const { status, stdout } = await runWaybill(folder.path, ["advisories", "status"]);
  expect([status, stdout.split("\n").every((line) => line.length <= 80)]).toEqual([0, true]);
  expect(stdout).toMatch(/OSV npm +1 records {2}fetched/);
  expect(stdout).toContain("CC-BY-4.0 AND Apache-2.0\n      OSV npm");
  const json = await runWaybill(folder.path, ["advisories", "status", "--format", "json"]);
  expect(JSON.parse(json.stdout)).toMatchObject({ sources: [{ name: "OSV npm", refused: 0 }] });
});

test("malware names the jobs and builds that install packages of its kind", async () => {
  using folder = temporaryFolder({
    "project/package-lock.json": JSON.stringify(LOCK),
    "project/Dockerfile": "FROM node:24\nRUN npm ci && npm run build\n",
    "project/.github/workflows/ci.yml":
      "on: push\njobs:\n  build:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: npm ci\n      - run: pip install x\n",
    "feeds/npm/all.zip": buildZip({ "MAL-1.json": JSON.stringify({ ...RECORD, id: "MAL-1" }) }),
  });
  await runWaybill(folder.path, ["advisories", "import", "feeds"]);
  const { findings } = reportOf(await runWaybill(folder.path, ["check", "project", "--offline", "--format", "json"]));
  const evidence = findings.find(({ rule }) => rule === "advisories/malicious-package")?.evidence ?? [];
  expect(evidence.map(({ text }) => text)).toContain(
    "these jobs and builds install npm packages, so look at them first: `npm ci` in .github/workflows/ci.yml:6, `npm ci` in Dockerfile:2",
  );
});
