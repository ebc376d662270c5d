import { existsSync, globSync } from "node:fs";
import { join } from "node:path";
import type { Report } from "../src/core/report.ts";
import { type Bench, type Case, type Command, present, type Workbench } from "./bench.ts";
import { treeCorpus } from "./corpora/index.ts";
import { readJson } from "./results.ts";

/** CI definitions, without asking the network. */
export const workflows: Bench = {
  title: "CI definitions",
  cases: async (bench) => {
    const tree = treeCorpus(bench);
    const own = join(bench.scratch, "waybill.json");
    const ours = ["workflows", tree, "--offline", "--format", "json", "--output", own];
    const zizmor = (folder: string) =>
      bench.peer("zizmor", ["--offline", "--no-config", "--format", "json", "--quiet", folder], {
        exits: [0, 10, 11, 12, 13, 14],
        environment: { RUST_LOG: "off" },
      });
    return [
      ...manyRepositories(bench, own, zizmor),
      {
        title: "GitHub workflows of a repository",
        ours: bench.ours(ours, { output: own, found: () => `${(readJson(own) as Report).findings.length} findings` }),
        peers: present(zizmor(join(tree, ".github"))),
        notes: ["zizmor is handed the folder of workflows alone; Waybill walks the whole repository to find them."],
      },
    ];
  },
};

/**
 * The pipelines of many real repositories, one folder each, where somebody has laid them into the cache: they are not ours
 * to hand on.
 */
function manyRepositories(bench: Workbench, output: string, zizmor: (folder: string) => Command | undefined): Case[] {
  const folder = join(bench.cache, "corpora", "workflows-real");
  if (bench.smoke || !existsSync(folder)) return [];
  const files = globSync("*/.github/workflows/*.{yml,yaml}", { cwd: folder }).length;
  const words = ["workflows", `dir:${folder}`, "--offline", "--format", "json", "--output", output];
  return [
    {
      title: `Pipelines of many repositories, ${files} workflow files`,
      ours: bench.ours(words, {
        output,
        exits: [0, 1, 3],
        found: () => `${(readJson(output) as Report).findings.length} findings`,
      }),
      peers: present(zizmor(folder)),
      goal: { cpuSeconds: 2 },
    },
  ];
}
