import { join } from "node:path";
import type { Report } from "../src/core/report.ts";
import { type Bench, present } from "./bench.ts";
import { treeCorpus } from "./corpora/index.ts";
import { readJson } from "./results.ts";

/** CI definitions, without asking the network. */
export const workflows: Bench = {
  title: "CI definitions",
  cases: async (bench) => {
    const tree = treeCorpus(bench);
    const own = join(bench.scratch, "waybill.json");
    const ours = ["workflows", tree, "--offline", "--format", "json", "--output", own];
    return [
      {
        title: "GitHub workflows of a repository",
        ours: bench.ours(ours, { output: own, found: () => `${(readJson(own) as Report).findings.length} findings` }),
        peers: present(
          bench.peer("zizmor", ["--offline", "--format", "json", "--quiet", join(tree, ".github")], {
            exits: [0, 10, 11, 12, 13, 14],
            environment: { RUST_LOG: "off" },
          }),
        ),
        notes: ["zizmor is handed the folder of workflows alone; Waybill walks the whole repository to find them."],
      },
    ];
  },
};
