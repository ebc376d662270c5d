import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Bench, type Case, type Command, present, type Workbench } from "./bench.ts";
import { treeCorpus } from "./corpora/index.ts";
import { plantedPaths } from "./corpora/planted.ts";
import { readJson } from "./results.ts";

/** Credentials in a tree, and in a tree with its whole history. No value is sent anywhere to be tried. */
export const secrets: Bench = {
  title: "Credentials",
  cases: async (bench) => {
    const tree = treeCorpus(bench);
    return [
      search("files that are there", tree, false, bench),
      search("files and the whole git history", tree, true, bench),
    ];
  },
};

function search(title: string, tree: string, history: boolean, bench: Workbench): Case {
  const file = (name: string) => join(bench.scratch, `${name}.json`);
  const [own, gitleaks, kingfisher] = [file("waybill"), file("gitleaks"), file("kingfisher")];
  const with_ = (output: string, exits: readonly number[] = [0]): Partial<Command> => ({
    output,
    exits,
    found: () => recall(output, bench),
  });
  const ours = ["secrets", tree, "--format", "json", "--output", own, ...(history ? ["--history"] : [])];
  return {
    title,
    ours: bench.ours(ours, with_(own, [0, 1, 3])),
    peers: present(
      bench.peer(
        "gitleaks",
        [
          history ? "git" : "dir",
          tree,
          "--no-banner",
          "--exit-code",
          "0",
          "--report-format",
          "json",
          "--report-path",
          gitleaks,
        ],
        with_(gitleaks),
      ),
      bench.peer(
        "kingfisher",
        [
          "scan",
          tree,
          "--turbo",
          "--no-validate",
          "--git-history",
          history ? "full" : "none",
          "--format",
          "json",
          "--no-update-check",
          "--output",
          kingfisher,
        ],
        with_(kingfisher, [0, 200]),
      ),
    ),
    notes: [
      "Found: files of 24 with a made-up credential in them that the report names. They are made by our own tests' maker: this shows that each tool was at work, and compares no one's judgement.",
    ],
  };
}

/** Which of the planted files the report names anywhere: fair to every form of report. */
function recall(report: string, { corpus }: Workbench): string {
  if (corpus !== undefined) return `${readFileSync(report).length} bytes of report`;
  const text = JSON.stringify(readJson(report));
  const planted = plantedPaths();
  return `${planted.filter((path) => text.includes(path)).length} of ${planted.length} planted`;
}
