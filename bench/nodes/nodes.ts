import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { KUBERNETES } from "../cluster/kubernetes-programs.ts";
import { equal, explanationOf, isInterpretable } from "./compare.ts";
import type { NodeVerdicts } from "./inside.ts";
import { NODE_PLANS } from "./node-plans.ts";
import { ourVerdicts, type Said } from "./our-verdicts.ts";
import { OWN_BENCHMARK, writeOwnBenchmark } from "./own-benchmark.ts";
import { KUBE_BENCH, kubeBench, peerVerdicts } from "./peer-verdicts.ts";
import { type RecordedVerdicts, snapshot } from "./recorded-node.ts";

/** The benchmark of kube-bench's own that is compared. */
const BENCHMARK = "cis-1.11";

interface Row {
  readonly where: string;
  readonly id: string;
  readonly ours: Said;
  readonly theirs: Said;
}

/** Holds our verdicts against kube-bench's, on this machine and on nodes of real programs. False where one differs unexplained. */
export function compareNodes(cache: string, scratch: string, smoke: boolean): boolean {
  const own = writeOwnBenchmark(join(scratch, "own-benchmark"));
  if (smoke) return tellBare(ourVerdicts("/", own, OWN_BENCHMARK), {});
  const { program, benchmarks } = kubeBench(cache);
  const bare = {
    ours: ourVerdicts("/", benchmarks, BENCHMARK),
    theirs: peerVerdicts(program, benchmarks, BENCHMARK, "master,node,etcd,controlplane,policies"),
  };
  const isBare = tellBare(bare.ours, bare.theirs);
  const nodes = NODE_PLANS.map(({ name }) => onNode(name, [cache, scratch], [program, benchmarks, BENCHMARK, own]));
  const tallies = nodes.flatMap(({ node, ours, theirs }) =>
    [BENCHMARK, OWN_BENCHMARK].map((benchmark) =>
      tally(node, benchmark, ours[benchmark] ?? {}, theirs[benchmark] ?? {}),
    ),
  );
  for (const { title, interpretable, equals, differing } of tallies) {
    process.stdout.write(`nodes: ${title}: ${equals} of ${interpretable} equal\n`);
    for (const row of differing)
      process.stdout.write(
        `  ${row.id}: ${row.ours.verdict} (${row.ours.because}), ${row.theirs.verdict} (${row.theirs.because.slice(0, 200)})\n`,
      );
  }
  writeFileSync(join(import.meta.dirname, "..", "results", "nodes.md"), page(bare, tallies));
  writeFileSync(join(import.meta.dirname, "recorded.json"), recorded(nodes));
  return isBare && tallies.every(({ differing }) => differing.every((row) => explanationOf(row) !== undefined));
}

function tellBare(ours: Readonly<Record<string, Said>>, theirs: Readonly<Record<string, Said>>): boolean {
  const failed = countOf(ours, "fail");
  process.stdout.write(`nodes: bare machine: ${failed} fail, kube-bench ${countOf(theirs, "FAIL")}\n`);
  return failed === 0;
}

function onNode(name: string, folders: readonly string[], rest: readonly string[]): NodeVerdicts {
  const scratch = join(folders[1] ?? "", name.replaceAll(" ", "-"));
  mkdirSync(scratch, { recursive: true });
  const output = join(scratch, "verdicts.json");
  const spaces = ["--mount", "--pid", "--net", "--uts", "--fork", "--mount-proc", "--kill-child"];
  const inside = [join(import.meta.dirname, "inside.ts"), folders[0] ?? "", scratch, name, ...rest, output];
  execFileSync("unshare", [...spaces, process.execPath, ...inside], { stdio: ["ignore", "inherit", "inherit"] });
  return JSON.parse(readFileSync(output, "utf8")) as NodeVerdicts;
}

interface Tally {
  readonly title: string;
  readonly checks: number;
  readonly interpretable: number;
  readonly equals: number;
  readonly differing: readonly Row[];
}

function tally(
  node: string,
  benchmark: string,
  ours: Readonly<Record<string, Said>>,
  theirs: Readonly<Record<string, Said>>,
): Tally {
  const rows = Object.entries(theirs).flatMap(([id, said]): Row[] => {
    const our = ours[id];
    return our === undefined ? [] : [{ where: `${node}, ${benchmark}`, id, ours: our, theirs: said }];
  });
  const judged = rows.filter(({ ours: our }) => isInterpretable(our.verdict));
  const differing = judged.filter(({ ours: our, theirs: their }) => !equal(our.verdict, their.verdict));
  return {
    title: `${node}, ${benchmark}`,
    checks: rows.length,
    interpretable: judged.length,
    equals: judged.length - differing.length,
    differing,
  };
}

function countOf(said: Readonly<Record<string, Said>>, verdict: string): number {
  return Object.values(said).filter((one) => one.verdict === verdict).length;
}

/** kube-bench's verdicts on our own benchmark, with what each node holds: nothing of anybody else's. */
function recorded(nodes: readonly NodeVerdicts[]): string {
  const kept = nodes.map(({ node, ours, theirs }): RecordedVerdicts["nodes"][number] => {
    const plan = NODE_PLANS.find(({ name }) => name === node);
    if (plan === undefined) throw new Error(`no plan ${node}`);
    const said = Object.entries(theirs[OWN_BENCHMARK] ?? {});
    const { differing } = tally(node, OWN_BENCHMARK, ours[OWN_BENCHMARK] ?? {}, theirs[OWN_BENCHMARK] ?? {});
    return {
      ...snapshot(plan),
      verdicts: Object.fromEntries(said.map(([id, { verdict }]) => [id, verdict])),
      differing: Object.fromEntries(differing.map((row) => [row.id, explanationOf(row) ?? "not explained"])),
    };
  });
  return `${JSON.stringify({ kubeBench: KUBE_BENCH, kubernetes: KUBERNETES, nodes: kept } satisfies RecordedVerdicts)}\n`;
}

function page(
  bare: { readonly ours: Readonly<Record<string, Said>>; readonly theirs: Readonly<Record<string, Said>> },
  tallies: readonly Tally[],
): string {
  const counted = (said: Readonly<Record<string, Said>>) =>
    Object.entries(Object.groupBy(Object.values(said), ({ verdict }) => verdict))
      .map(([verdict, list = []]) => `${list.length} ${verdict}`)
      .join(", ");
  const sum = (of: (one: Tally) => number) => tallies.reduce((total, one) => total + of(one), 0);
  const share = (
    (100 * sum(({ equals }) => equals)) /
    Math.max(
      1,
      sum(({ interpretable }) => interpretable),
    )
  ).toFixed(1);
  const rows = tallies.map(
    ({ title, checks, interpretable, equals }) => `| ${title} | ${checks} | ${interpretable} | ${equals} |`,
  );
  const differences = tallies
    .flatMap(({ differing }) => differing)
    .map(
      (row) =>
        `| ${row.where} ${row.id} | ${row.ours.verdict} | ${row.theirs.verdict} | ${explanationOf(row) ?? "**not explained**"} |`,
    );
  return `# Verdicts on machines beside kube-bench's

Written by \`npm run bench -- nodes\` on ${new Date().toISOString().slice(0, 10)}: kube-bench ${KUBE_BENCH} with its own files for ${BENCHMARK}, and with a benchmark of ours in its form (${OWN_BENCHMARK}, made by the bench) that asks in every way in which checks ask.

## A machine without Kubernetes

| | verdicts on ${BENCHMARK} |
| --- | --- |
| waybill | ${counted(bare.ours)} |
| kube-bench | ${counted(bare.theirs)} |

## Nodes

Real programs of Kubernetes ${KUBERNETES}, built from their Go modules, and Debian's etcd, in namespaces of their own with nothing but the loopback: the API server and etcd serve; the kubelet (there is no container runtime), the controller manager, the scheduler and the proxy are stopped as they stand once they have read their settings. Interpretable are the checks that we judge without a person and without the cluster: all but those that the benchmark leaves to a person and those that call \`kubectl\`. kube-bench's WARN on a check that does not count is a failure, as is ours.

| node, benchmark | checks | interpretable | equal |
| --- | --: | --: | --: |
${rows.join("\n")}
| all | ${sum(({ checks }) => checks)} | ${sum(({ interpretable }) => interpretable)} | ${sum(({ equals }) => equals)} (${share} %) |

## Where they differ

| where | waybill | kube-bench | why |
| --- | --- | --- | --- |
${differences.join("\n")}
`;
}
