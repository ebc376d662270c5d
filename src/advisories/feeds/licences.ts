import type { FeedKind } from "./feed-file.ts";

const NOT_STATED = "NOASSERTION";
const GHSA_AND_MALWARE = "CC-BY-4.0 AND Apache-2.0";

/** Of the records in OSV's zips, as their makers state (google.github.io/osv.dev/data). */
const OF_OSV: ReadonlyMap<string, string> = new Map([
  ["npm", GHSA_AND_MALWARE],
  ["PyPI", GHSA_AND_MALWARE],
  ["RubyGems", GHSA_AND_MALWARE],
  ["NuGet", GHSA_AND_MALWARE],
  ["Maven", "CC-BY-4.0"],
  ["Packagist", "CC-BY-4.0"],
  ["Go", "CC-BY-4.0"],
  ["crates.io", "CC0-1.0 AND CC-BY-4.0"],
  ["Hex", "CC-BY-4.0"],
  ["Pub", "CC-BY-4.0"],
  ["SwiftURL", "CC-BY-4.0"],
  ["Red Hat", "CC-BY-4.0"],
  ["AlmaLinux", "MIT"],
  ["Rocky Linux", "BSD-3-Clause"],
  ["Ubuntu", "CC-BY-SA-4.0"],
  ["Alpine", "CC-BY-SA-4.0"],
]);

const OF_KIND: Readonly<Record<Exclude<FeedKind, "osv">, string>> = {
  kev: "CC0-1.0",
  epss: "LicenseRef-FIRST-free-with-attribution",
  "debian-tracker": NOT_STATED,
  "alpine-secdb": "CC-BY-SA-4.0",
  "red-hat-vex": "CC-BY-4.0",
};

/** Under which terms a feed's data may be handed on. A zip of somebody's own states none. */
export function licenceOf(kind: FeedKind, ecosystem: string | undefined): string {
  return kind === "osv" ? (OF_OSV.get(ecosystem ?? "") ?? NOT_STATED) : OF_KIND[kind];
}

/** Whether what holds this data must be handed on under the same terms; so it is kept out of files with other data. */
export function isShareAlike(licence: string): boolean {
  return /\bCC-BY(?:-NC)?-SA\b/.test(licence);
}
