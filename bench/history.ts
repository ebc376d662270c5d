import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Bench, type Case, keepingCode, present, type Workbench } from "./bench.ts";
import { compareWithWhole } from "./history/same-found.ts";

/**
 * Credentials in the whole histories of real repositories: those that lie, or are linked to, in `histories` of the bench's
 * folder. None is fetched, and none is part of this project.
 */
export const history: Bench = {
  title: "Credentials in whole histories",
  cases: async (bench) => {
    const folder = join(bench.cache, "histories");
    if (bench.smoke || !existsSync(folder)) return [];
    return readdirSync(folder)
      .sort()
      .map((name) => search(name, `${join(folder, name)}/`, bench)); // kingfisher follows no link without the slash
  },
};

/** A third of the peer's CPU, and no more memory however large the pack. */
const GOAL = { peakMib: 300, ofPeer: { cpu: 0.33 } };

/** Searching every version whole takes minutes where the packs have more MiB: `node bench/history/same-found.ts REPOSITORY`. */
const WORTH_COMPARING = 128;

function search(name: string, repository: string, bench: Workbench): Case {
  const file = (tool: string) => join(bench.scratch, `${tool}-${name}.json`);
  const [own, gitleaks, kingfisher] = [file("waybill"), file("gitleaks"), file("kingfisher")];
  const found = (report: string) => () => `${Math.ceil(readFileSync(report).length / 1024)} KiB of report`;
  return {
    title: `${name}, packs of ${packsOf(repository)} MiB`,
    goal: GOAL,
    ours: keepingCode(
      bench.ours(["secrets", repository, "--history", "--format", "json", "--output", own], {
        output: own,
        exits: [0, 1, 3],
        found: found(own),
      }),
    ),
    peers: present(
      bench.peer("kingfisher", [...KINGFISHER, "--output", kingfisher, repository], {
        output: kingfisher,
        exits: [0, 200],
        found: found(kingfisher),
      }),
      // Ten and more times slower than the others, so only when it is asked for.
      bench.against === "gitleaks"
        ? bench.peer("gitleaks", [...GITLEAKS, "--report-path", gitleaks, repository], {
            output: gitleaks,
            found: found(gitleaks),
          })
        : undefined,
    ),
    ...(packsOf(repository) <= WORTH_COMPARING && { check: async () => [await compareWithWhole(repository)] }),
    notes: [
      "Ours names commit, author, date and path of each finding and decodes base64; the peer's fastest mode names commit and path alone. Each keeps what it compiles.",
    ],
  };
}

const KINGFISHER = "scan --turbo --no-validate --git-history full --format json --no-update-check".split(" ");
const GITLEAKS = "git --no-banner --exit-code 0 --report-format json".split(" ");

function packsOf(repository: string): number {
  const folder = [join(repository, "objects/pack"), join(repository, ".git/objects/pack")].find(existsSync);
  const files = folder === undefined ? [] : readdirSync(folder).map((name) => statSync(join(folder, name)).size);
  return Math.round(files.reduce((sum, size) => sum + size, 0) / 2 ** 20);
}
