import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { reportOf, runWaybill } from "../../src/testing/run-waybill.ts";
import { temporaryFolder } from "../../src/testing/temporary-folder.ts";
import { buildZip } from "../../src/testing/zip-builder.ts";

const place = temporaryFolder();
const MANIFEST = '{"name": "a", "version": "1.0.0"}';
const md5 = (text: string) => createHash("md5").update(text).digest("hex");

const hole = (id: string, ecosystem: string, name: string) => ({
  [`${id}.json`]: JSON.stringify({
    schema_version: "1.6.0",
    id,
    modified: "2026-01-01T00:00:00Z",
    affected: [{ package: { ecosystem, name }, ranges: [{ type: "ECOSYSTEM", events: [{ introduced: "0" }] }] }],
  }),
});

beforeAll(async () => {
  place.write({
    "root/etc/os-release": "ID=debian\nVERSION_ID=12\n",
    "root/var/lib/dpkg/status":
      "Package: node-a\nVersion: 1.0-1\nArchitecture: all\nSource: node-a-source (1.0-1)\nStatus: install ok installed\n\n",
    "root/var/lib/dpkg/info/node-a.list": "/.\n/usr/share/nodejs/a\n/usr/share/nodejs/a/package.json\n",
    "root/var/lib/dpkg/info/node-a.md5sums": `${md5(MANIFEST)}  usr/share/nodejs/a/package.json\n`,
    "root/usr/share/nodejs/a/package.json": MANIFEST,
    "root/srv/app/node_modules/b/package.json": '{"name": "b", "version": "1.0.0"}',
    "advisories/npm/all.zip": buildZip({ ...hole("GHSA-a", "npm", "a"), ...hole("GHSA-b", "npm", "b") }),
    "advisories/Debian/all.zip": buildZip(hole("DSA-1", "Debian:12", "node-a-source")),
  });
  const imported = await runWaybill(place.path, ["advisories", "import", "advisories"]);
  if (imported.status !== 0) throw new Error(imported.stderr);
});
afterAll(() => place[Symbol.dispose]());

const findings = async (target: string) => {
  const report = reportOf(
    await runWaybill(place.path, ["vulns", target, "--only", "advisories/known", "--format", "json"]),
  );
  return report.findings.map(({ id, title }) => `${id} ${title}`);
};

test.each([
  ["cyclonedx-json", []],
  ["cyclonedx-xml", ["--spec-version", "1.4"]],
  ["spdx-json", []],
])("a bill as %s is judged as its target: by source package, release and owner", async (format, more) => {
  const bill = `bill.${format}`;
  const { status } = await runWaybill(place.path, [
    "sbom",
    "rootfs:root",
    "--format",
    format,
    "--output",
    bill,
    ...more,
  ]);
  expect(status).toBe(0);
  const own = await findings("rootfs:root");
  expect(own.map((line) => line.replace(/^\S+ /, ""))).toEqual([
    "b 1.0.0 has GHSA-b", // and nothing of a: what the distribution owns is judged through its package
    "node-a-source 1.0-1 has DSA-1",
  ]);
  expect(await findings(bill)).toEqual(own);
});
