import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fakeNode } from "../../src/testing/fake-node.ts";
import { temporaryFolder } from "../../src/testing/temporary-folder.ts";
import { equal } from "./compare.ts";
import { ourVerdicts } from "./our-verdicts.ts";
import { OWN_BENCHMARK, writeOwnBenchmark } from "./own-benchmark.ts";
import type { RecordedVerdicts } from "./recorded-node.ts";

const recorded = JSON.parse(readFileSync(join(import.meta.dirname, "recorded.json"), "utf8")) as RecordedVerdicts;

test.each(recorded.nodes)(
  "a node that is $name is judged as kube-bench judged it",
  ({ files, programs, verdicts, differing }) => {
    using folder = temporaryFolder();
    const own = writeOwnBenchmark(folder.path);
    using node = fakeNode({
      files: Object.fromEntries(files.map(({ path, ...file }) => [path, file])),
      processes: programs.map(({ words }) => words),
      environments: Object.fromEntries(
        programs.map(({ words, environment }) => [(words[0] ?? "").replace(/^.*\//, ""), environment]),
      ),
    });
    const ours = ourVerdicts(node.path, own, OWN_BENCHMARK);
    // Only root can give a file away, so that owners are only compared where all is root's.
    const isRoots = files.every(({ path, owner }) => owner === "root" || path.includes("etcd"));
    const compared = Object.entries(verdicts).filter(
      ([id]) => isRoots || !/root:root|owner/.test(ours[id]?.because ?? ""),
    );
    expect(compared.length).toBeGreaterThan(40);
    for (const [id, theirs] of compared)
      expect(equal(ours[id]?.verdict ?? "", theirs), `${id}: ${JSON.stringify(ours[id])}, ${theirs}`).toBe(
        !(id in differing),
      );
  },
);
