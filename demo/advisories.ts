import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { buildZip } from "../src/testing/zip-builder.ts";

/**
 * A few well-known facts as OSV records, in our own words. Ids, ranges and vectors as published by GitHub's advisory
 * database, the Debian security tracker and CISA's catalogue; everything else of a real feed is left out.
 */
const NPM = [
  {
    id: "GHSA-mh6f-8j2x-4483",
    modified: "2021-09-15T20:08:26Z",
    summary: "Release made by an attacker, which brings in flatmap-stream",
    severity: cvss("AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"),
    affected: [
      npm("event-stream", { introduced: "3.3.6" }, { fixed: "4.0.0" }),
      npm("flatmap-stream", { introduced: "0" }),
    ],
    database_specific: { cwe_ids: ["CWE-506"] },
  },
  {
    id: "GHSA-9x64-5r7x-2q53",
    modified: "2021-10-01T13:30:04Z",
    summary: "Published to steal the keys of a Bitcoin wallet",
    severity: cvss("AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"),
    affected: [{ package: { ecosystem: "npm", name: "flatmap-stream" }, versions: ["0.1.1"] }],
    database_specific: { cwe_ids: ["CWE-506"] },
  },
  {
    id: "GHSA-35jh-r3h4-6jhm",
    aliases: ["CVE-2021-23337"],
    modified: "2022-02-08T21:35:09Z",
    summary: "template() runs code that its options name",
    severity: cvss("AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H"),
    affected: [npm("lodash", { introduced: "0" }, { fixed: "4.17.21" })],
  },
  {
    id: "GHSA-xvch-5gv4-984h",
    aliases: ["CVE-2021-44906"],
    modified: "2023-02-27T14:47:14Z",
    summary: "Arguments can change the prototype of every object",
    severity: cvss("AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"),
    affected: [npm("minimist", { introduced: "1.0.0" }, { fixed: "1.2.6" })],
  },
];

const DEBIAN = [
  {
    id: "DSA-5532-1",
    aliases: ["CVE-2023-5363"],
    modified: "2023-10-24T00:00:00Z",
    summary: "Wrong key and IV lengths can make a cipher's output predictable",
    severity: cvss("AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N"),
    affected: [debian("openssl", "3.0.11-1~deb12u2")],
  },
  {
    id: "DSA-5514-1",
    aliases: ["CVE-2023-4911"],
    modified: "2023-10-03T00:00:00Z",
    summary: "The loader writes past a buffer on GLIBC_TUNABLES and gives away root",
    severity: cvss("AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H"),
    affected: [debian("glibc", "2.36-9+deb12u3")],
  },
];

const EXPLOITED = { vulnerabilities: [{ cveID: "CVE-2023-4911", dateAdded: "2023-11-21" }] };

/** Lays the folder out as the public feeds are mirrored: `<Ecosystem>/all.zip`, and CISA's catalogue beside them. */
export function writeAdvisories(folder: string): void {
  const files: Record<string, string | Buffer> = {
    "npm/all.zip": zipOf(NPM),
    "Debian/all.zip": zipOf(DEBIAN),
    "known_exploited_vulnerabilities.json": JSON.stringify(EXPLOITED),
  };
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

function zipOf(records: readonly { readonly id: string }[]): Buffer {
  return buildZip(Object.fromEntries(records.map((record) => [`${record.id}.json`, JSON.stringify(record)])));
}

type Event = { readonly introduced: string } | { readonly fixed: string };

function npm(name: string, ...events: Event[]) {
  return { package: { ecosystem: "npm", name }, ranges: [{ type: "SEMVER", events }] };
}

function debian(name: string, fixed: string) {
  const events = [{ introduced: "0" }, { fixed }];
  return { package: { ecosystem: "Debian:12", name }, ranges: [{ type: "ECOSYSTEM", events }] };
}

function cvss(vector: string) {
  return [{ type: "CVSS_V3", score: `CVSS:3.1/${vector}` }];
}
