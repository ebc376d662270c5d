import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Bench, type Case, type Command, keepingCode, present, type Workbench } from "./bench.ts";
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
  const [own, gitleaks] = [file("waybill"), file("gitleaks")];
  const [kingfisher, wholly] = [file("kingfisher"), file("kingfisher-whole")];
  const with_ = (output: string, exits: readonly number[] = [0]): Partial<Command> => ({
    output,
    exits,
    found: () => recall(output, bench),
  });
  const ours = ["secrets", tree, "--format", "json", "--output", own, ...(history ? ["--history"] : [])];
  const scanWithKingfisher = (output: string, mode: readonly string[], more: Partial<Command>) => {
    const words = ["scan", tree, ...mode, "--no-validate", "--git-history", history ? "full" : "none"];
    return bench.peer("kingfisher", [...words, ...KINGFISHER, "--output", output], {
      ...with_(output, [0, 200]),
      ...more,
    });
  };
  return {
    title,
    ours: keepingCode(bench.ours(ours, with_(own, [0, 1, 3]))),
    goal: { ofPeer: { cpu: history ? 0.33 : 0.5 } },
    peers: present(
      scanWithKingfisher(kingfisher, ["--turbo"], {}),
      scanWithKingfisher(wholly, [], { name: "kingfisher, with what turbo leaves out" }),
      bench.peer("gitleaks", [history ? "git" : "dir", tree, ...GITLEAKS, "--report-path", gitleaks], with_(gitleaks)),
    ),
    notes: [
      "Each keeps what it compiles: kingfisher its rules, Waybill its own code. Neither keeps what it found.",
      "Turbo leaves out base64, the commits' authors and dates, and a look at the context; Waybill does all of them.",
      "Found: files of 24 with a made-up credential in them that the report names. They are made by our own tests' maker: this shows that each tool was at work, and compares no one's judgement.",
    ],
  };
}

const KINGFISHER = ["--format", "json", "--no-update-check"];
const GITLEAKS = "--no-banner --exit-code 0 --report-format json".split(" ");

/** Which of the planted files the report names anywhere: fair to every form of report. */
function recall(report: string, { corpus }: Workbench): string {
  if (corpus !== undefined) return `${readFileSync(report).length} bytes of report`;
  const text = JSON.stringify(readJson(report));
  const planted = plantedPaths();
  return `${planted.filter((path) => text.includes(path)).length} of ${planted.length} planted`;
}
