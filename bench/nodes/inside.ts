import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { benchmarksIn } from "../../src/config/cis/benchmark/benchmark.ts";
import { NODE_PLANS } from "./node-plans.ts";
import { ourVerdicts, type Said } from "./our-verdicts.ts";
import { OWN_BENCHMARK } from "./own-benchmark.ts";
import { peerVerdicts } from "./peer-verdicts.ts";
import { startNode } from "./planned-node.ts";
import { type Probed, probeNode } from "./probe-node.ts";

/** What both sides say of one node, by benchmark. */
export interface NodeVerdicts {
  readonly node: string;
  readonly ours: Readonly<Record<string, Readonly<Record<string, Said>>>>;
  readonly theirs: Readonly<Record<string, Readonly<Record<string, Said>>>>;
  readonly probed: Probed;
}

/** Run in namespaces of its own: CACHE SCRATCH PLAN-NAME KUBE-BENCH CFG CFG-NAME OWN-CFG KUBE-HUNTER OUTPUT */
const [
  cache = "",
  scratch = "",
  name = "",
  program = "",
  cfg = "",
  benchmark = "",
  own = "",
  hunter = "",
  output = "",
] = process.argv.slice(2);
const plan = NODE_PLANS.find((one) => one.name === name);
if (plan === undefined) throw new Error(`no plan ${name}`);
await startNode(plan, cache, scratch);

/** The kinds of nodes that a folder of checks is about; those that ask the cluster are left out. */
const targetsOf = (name: string) =>
  ["master", "node", "etcd", "controlplane"].filter((target) => existsSync(join(cfg, name, `${target}.yaml`))).join();

const others = plan.everyBenchmark === true ? benchmarksIn(cfg).filter((one) => one !== benchmark) : [];
const told = others.flatMap((one) => {
  const theirs = peerVerdicts(program, cfg, one, targetsOf(one));
  return theirs === undefined ? [] : [[one, theirs] as const];
});
const verdicts: NodeVerdicts = {
  node: name,
  ours: {
    ...Object.fromEntries(told.map(([one]) => [one, ourVerdicts("/", cfg, one)])),
    [benchmark]: ourVerdicts("/", cfg, benchmark),
    [OWN_BENCHMARK]: ourVerdicts("/", own, OWN_BENCHMARK),
  },
  theirs: {
    ...Object.fromEntries(told),
    [benchmark]: peerVerdicts(program, cfg, benchmark, "master,node,etcd,controlplane,policies") ?? {},
    [OWN_BENCHMARK]: peerVerdicts(program, own, OWN_BENCHMARK, "master,node") ?? {},
  },
  probed: await probeNode(hunter, plan.docker),
};
writeFileSync(output, JSON.stringify(verdicts));
process.exit(0); // what was started ends with the namespace
