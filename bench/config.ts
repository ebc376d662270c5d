import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Report } from "../src/core/report.ts";
import { type Bench, present } from "./bench.ts";
import { treeCorpus } from "./corpora/index.ts";
import { readJson } from "./results.ts";

/** Dockerfiles and Kubernetes manifests. */
export const config: Bench = {
  title: "Dockerfiles and Kubernetes manifests",
  cases: async (bench) => {
    const tree = treeCorpus(bench);
    const own = join(bench.scratch, "waybill.json");
    const ours = ["config", tree, "--format", "json", "--output", own];
    return [
      {
        title: "a repository's Dockerfiles and manifests",
        ours: bench.ours(ours, { output: own, found: () => `${(readJson(own) as Report).findings.length} findings` }),
        peers: present(
          bench.peer("hadolint", ["--no-fail", ...dockerfilesIn(tree)], {
            name: "hadolint 2.15.1 (Dockerfiles alone)",
          }),
          bench.peer(
            "checkov",
            [
              "--directory",
              tree,
              "--framework",
              "dockerfile",
              "kubernetes",
              "--quiet",
              "--compact",
              "--output",
              "json",
              "--soft-fail",
            ],
            {
              environment: { CKV_SKIP_PACKAGE_UPDATE_CHECK: "true" },
            },
          ),
        ),
      },
    ];
  },
};

function dockerfilesIn(tree: string): string[] {
  return readdirSync(tree, { recursive: true, encoding: "utf8" })
    .filter((path) => /(?:^|\/)Dockerfile$/.test(path))
    .sort()
    .map((path) => join(tree, path));
}
