import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fakeNode } from "../../src/testing/fake-node.ts";
import { temporaryFolder } from "../../src/testing/temporary-folder.ts";
import { equal, type RecordedVerdicts } from "./compare.ts";
import { NODE_PLANS } from "./node-plans.ts";
import { ourVerdicts } from "./our-verdicts.ts";
import { OWN_BENCHMARK, writeOwnBenchmark } from "./own-benchmark.ts";

const recorded = JSON.parse(readFileSync(join(import.meta.dirname, "recorded.json"), "utf8")) as RecordedVerdicts;

test.each(NODE_PLANS)("a node that is $name is judged as kube-bench judged it", ({ name, files, programs }) => {
  const kept = recorded.nodes.find((node) => node.name === name);
  const { verdicts = {}, differing = {} } = kept ?? {};
  using folder = temporaryFolder();
  const own = writeOwnBenchmark(folder.path);
  using node = fakeNode({
    files,
    processes: programs.map(({ program, words }) => [`/usr/local/bin/${program}`, ...words]),
    environments: Object.fromEntries(
      programs.map(({ program, environment = {} }) => [
        program,
        Object.entries(environment).map(([variable, value]) => `${variable}=${value}`),
      ]),
    ),
  });
  const ours = ourVerdicts(node.path, own, OWN_BENCHMARK);
  // Only root can give a file away, so that owners are only compared where all is root's.
  const isRoots = Object.entries(files).every(
    ([path, { owner = "root" }]) => owner === "root" || path.includes("etcd"),
  );
  const compared = Object.entries(verdicts).filter(
    ([id]) => isRoots || !/root:root|owner/.test(ours[id]?.because ?? ""),
  );
  expect(compared.length).toBeGreaterThan(40);
  for (const [id, theirs] of compared)
    expect(equal(ours[id]?.verdict ?? "", theirs), `${id}: ${JSON.stringify(ours[id])}, ${theirs}`).toBe(
      !(id in differing),
    );
});
