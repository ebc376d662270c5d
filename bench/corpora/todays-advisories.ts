import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readZip } from "../../src/documents/zip.ts";
import { buildZip } from "../../src/testing/zip-builder.ts";

/** Records that OSV has of each ecosystem, as it listed them in November 2026; 461,848 in all. */
const COUNTS: Readonly<Record<string, number>> = {
  npm: 229_266,
  PyPI: 25_495,
  Go: 9_332,
  Packagist: 7_103,
  Maven: 7_055,
  RubyGems: 5_369,
  "crates.io": 2_768,
  NuGet: 1_869,
  Debian: 68_992,
  Ubuntu: 66_090,
  "Red Hat": 23_535,
  AlmaLinux: 5_975,
  Alpine: 4_655,
  "Rocky Linux": 4_344,
};

/** What the packages of distributions are called where only Debian's records are there to copy. */
const RELEASES: Readonly<Record<string, string>> = {
  Ubuntu: "Ubuntu:22.04:LTS",
  "Red Hat": "Red Hat:enterprise_linux:9::baseos",
  AlmaLinux: "AlmaLinux:9",
  Alpine: "Alpine:v3.20",
  "Rocky Linux": "Rocky Linux:9",
};

interface Copied {
  id: string;
  affected?: { package?: { ecosystem: string; name: string } }[];
}

/** As many records as there are today, copied from real ones under made-up names. Answers the folder. */
export function todaysAdvisories(folder: string, real: string): string {
  mkdirSync(folder, { recursive: true });
  for (const [ecosystem, count] of Object.entries(COUNTS)) {
    let from: string[] = [];
    for (let start = 0; start < count; start += MOST) {
      const path = join(folder, `${ecosystem} ${start / MOST}.zip`);
      if (existsSync(path)) continue;
      if (from.length === 0) from = sourceFor(ecosystem, real);
      const files: Record<string, string> = {};
      for (let at = start; at < Math.min(count, start + MOST); at++) {
        const copy = renamed(from[at % from.length] ?? "", ecosystem, Math.floor(at / from.length));
        files[`${copy.id}.json`] = JSON.stringify(copy);
      }
      writeFileSync(path, buildZip(files));
    }
  }
  return folder;
}

/** A zip without its 64-bit form holds 65,535 files. */
const MOST = 60_000;

function sourceFor(ecosystem: string, real: string): string[] {
  const name = RELEASES[ecosystem] === undefined ? ecosystem : "Debian";
  const own = readdirSync(real).includes(name) ? name : "Maven";
  const texts: string[] = [];
  for (const entry of readZip(join(real, own, "all.zip"))) texts.push(entry.read().toString("utf8"));
  return texts.length > 100 ? texts : sourceFor("Maven", real);
}

function renamed(text: string, ecosystem: string, round: number): Copied {
  const copy = JSON.parse(text) as Copied;
  copy.id = `${copy.id}-${ecosystem.replace(/\W/g, "").slice(0, 3)}${round}`;
  for (const { package: about } of copy.affected ?? []) {
    if (about === undefined) continue;
    if (round > 0) about.name = `${about.name}-${round}`;
    about.ecosystem = RELEASES[ecosystem] ?? (about.ecosystem.startsWith(ecosystem) ? about.ecosystem : ecosystem);
  }
  return copy;
}
