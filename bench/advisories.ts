import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Report } from "../src/core/report.ts";
import { type Bench, present } from "./bench.ts";
import { advisoryRecords } from "./corpora/advisories.ts";
import { treeCorpus } from "./corpora/index.ts";
import { run } from "./measure.ts";
import { readJson } from "./results.ts";

/** Known vulnerabilities of a lock file with 1,000 packages, from a local database, without the network. */
export const advisories: Bench = {
  title: "Known vulnerabilities, offline",
  cases: async (bench) => {
    const records = bench.smoke ? 500 : 20_000;
    const feeds = advisoryRecords(
      join(bench.smoke ? bench.scratch : bench.cache, "corpora", `osv-${records}`),
      records,
    );
    const lock = join(treeCorpus(bench), "package-lock.json");
    const project = join(bench.scratch, "project");
    mkdirSync(project, { recursive: true });
    cpSync(lock, join(project, "package-lock.json"));
    const data = join(bench.scratch, "data");
    const taking = bench.ours(["advisories", "import", feeds, "--data", data], { exits: [0] });
    await run(taking);
    const theirs = join(bench.scratch, "osv");
    cpSync(feeds, join(theirs, "osv-scanner"), { recursive: true });
    const [own, osv] = [join(bench.scratch, "waybill.json"), join(bench.scratch, "osv.json")];
    return [
      {
        title: `1,000 packages against ${records.toLocaleString("en")} records`,
        ours: bench.ours(["vulns", project, "--offline", "--data", data, "--format", "json", "--output", own], {
          output: own,
          found: () => `${idsIn(readJson(own) as Report)} advisories`,
        }),
        peers: present(
          bench.peer(
            "osv-scanner",
            ["scan", "source", "--offline", "--lockfile", lock, "--format", "json", "--output", osv],
            {
              output: osv,
              exits: [0, 1],
              environment: { OSV_SCANNER_LOCAL_DB_CACHE_DIRECTORY: theirs },
              found: () => `${osvIdsIn(readJson(osv) as OsvReport)} advisories`,
            },
          ),
        ),
        notes: [
          "The records are made up, in the form and number of a real feed. Waybill's database was built before, once; the peer reads the same zip in every run.",
        ],
      },
      { title: `taking in ${records.toLocaleString("en")} records`, ours: taking, peers: [] },
    ];
  },
};

function idsIn({ findings }: Report): number {
  return new Set(
    findings.flatMap(({ aliases, title }) => [...aliases, title]).flatMap((text) => text.match(/OSV-2026-\d+/g) ?? []),
  ).size;
}

interface OsvReport {
  readonly results?: readonly {
    readonly packages?: readonly { readonly vulnerabilities?: readonly { readonly id: string }[] }[];
  }[];
}

function osvIdsIn({ results = [] }: OsvReport): number {
  const packages = results.flatMap(({ packages = [] }) => packages);
  return new Set(packages.flatMap(({ vulnerabilities = [] }) => vulnerabilities.map(({ id }) => id))).size;
}
