import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Report } from "../src/core/report.ts";
import type { Bench, Case, Workbench } from "./bench.ts";
import { imageCorpus, treeCorpus } from "./corpora/index.ts";
import { run } from "./measure.ts";
import { readJson } from "./results.ts";

/** The two looks that people wait for: a repository of 2,000 files, a Debian image of 500 packages and 850 MB. */
export const check: Bench = {
  title: "waybill check: everything at once",
  cases: async (bench) => {
    const advisories = ["--data", join(bench.scratch, "no-advisories")];
    const tree = checkCase("a repository of 2,000 files, with its history", [treeCorpus(bench)], bench, advisories);
    const layout = `oci:${await imageCorpus(bench)}`;
    const image = checkCase("a Debian image, never seen before", [layout], bench, advisories);
    const again = checkCase("the same image again, its layers known", [layout], bench, [
      ...advisories,
      "--cache",
      join(bench.scratch, "warm"),
    ]);
    return [
      { ...tree, goal: { wallSeconds: 3, peakMib: 250 } },
      { ...image, goal: { wallSeconds: 6, peakMib: 300 } },
      again,
    ];
  },
};

function checkCase(title: string, target: readonly string[], bench: Workbench, more: readonly string[]): Case {
  const output = join(bench.scratch, "check.json");
  const words = ["check", ...target, "--format", "json", "--output", output, ...more];
  const ours = bench.ours(words, { output, found: () => foundIn(readJson(output) as Report) });
  return {
    title,
    ours,
    peers: [],
    check: async () => {
      const first = readFileSync(output, "utf8");
      await run(ours);
      return [...coverageLines(readJson(output) as Report), sameReports(first, readFileSync(output, "utf8"))];
    },
    notes: ["No advisory database was there, which the report says; matching has its own page."],
  };
}

function foundIn({ components, findings }: Report): string {
  return `${components.total} components, ${findings.length} findings`;
}

/** @throws when a room that looked says neither that it is complete nor what it missed */
function coverageLines({ coverage }: Report): string[] {
  for (const { analyzer, status, gaps } of coverage) {
    if (!["complete", "notApplicable"].includes(status) && gaps.length === 0) {
      throw new Error(`${analyzer} is ${status} and does not say why`);
    }
  }
  const told = coverage.map(
    ({ analyzer, status, gaps }) => `${analyzer} ${status}${gaps.length > 0 ? ` (${gaps.length} told)` : ""}`,
  );
  return [`Coverage: ${told.join(", ")}.`];
}

/** @throws when two reports differ in more than their times */
function sameReports(first: string, second: string): string {
  const timeless = (report: string) => report.replace(/^\s*"(?:startedAt|finishedAt)": .*$/gm, "");
  if (timeless(first) !== timeless(second)) throw new Error("two runs over the same input gave different reports");
  return `Two runs gave the same report, byte for byte but for its two times (${first.length} bytes).`;
}
