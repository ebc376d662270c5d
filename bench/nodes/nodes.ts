import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { KUBERNETES } from "../cluster/kubernetes-programs.ts";
import { equal, explanationOf, isInterpretable, type RecordedVerdicts } from "./compare.ts";
import type { NodeVerdicts } from "./inside.ts";
import { NODE_PLANS } from "./node-plans.ts";
import { ourVerdicts, type Said } from "./our-verdicts.ts";
import { OWN_BENCHMARK, writeOwnBenchmark } from "./own-benchmark.ts";
import { KUBE_BENCH, kubeBench, peerVerdicts } from "./peer-verdicts.ts";
import { KUBE_HUNTER, kubeHunter } from "./probe-node.ts";

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
  const hunter = kubeHunter(cache);
  const bare = {
    ours: ourVerdicts("/", benchmarks, BENCHMARK),
    theirs: peerVerdicts(program, benchmarks, BENCHMARK, "master,node,etcd,controlplane,policies") ?? {},
  };
  const isBare = tellBare(bare.ours, bare.theirs);
  const nodes = NODE_PLANS.map(({ name }) =>
    onNode(name, [cache, scratch], [program, benchmarks, BENCHMARK, own, hunter]),
  );
  const tallies = nodes.flatMap(({ node, ours, theirs }) =>
    [BENCHMARK, OWN_BENCHMARK].map((one) => tally(node, one, ours[one] ?? {}, theirs[one] ?? {})),
  );
  const others = nodes.flatMap(({ node, ours, theirs }) => {
    const names = Object.keys(theirs).filter((one) => one !== BENCHMARK && one !== OWN_BENCHMARK);
    if (names.length === 0) return [];
    return sumOf(
      `${node}, ${names.length} other benchmarks`,
      names.map((one) => tally(node, one, ours[one] ?? {}, theirs[one] ?? {})),
    );
  });
  for (const { title, interpretable, equals, differing } of [...tallies, ...others]) {
    process.stdout.write(`nodes: ${title}: ${equals} of ${interpretable} equal\n`);
    for (const row of differing.filter((one) => explanationOf(one) === undefined))
      process.stdout.write(
        `  ${row.id}: ${row.ours.verdict} (${row.ours.because}), ${row.theirs.verdict} (${row.theirs.because.slice(0, 200)})\n`,
      );
  }
  const probed = nodes.map(judgeProbes);
  for (const { node, missed, wrong } of probed)
    process.stdout.write(
      `nodes: ${node}: probes missed ${missed.join(", ") || "nothing"}, wrong ${wrong.join(", ") || "none"}\n`,
    );
  writeFileSync(join(import.meta.dirname, "..", "results", "nodes.md"), page(bare, tallies, others, probed));
  writeFileSync(join(import.meta.dirname, "recorded.json"), `${JSON.stringify(recorded(nodes), undefined, 2)}\n`);
  const isFound = probed.every(({ missed, wrong }) => missed.length === 0 && wrong.length === 0);
  return (
    isBare &&
    isFound &&
    [...tallies, ...others].every(({ differing }) => differing.every((row) => explanationOf(row) !== undefined))
  );
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

interface JudgedProbes {
  readonly node: string;
  readonly exposed: readonly string[];
  readonly missed: readonly string[];
  readonly wrong: readonly string[];
  readonly closed: readonly string[];
  readonly theirs: readonly string[];
}

function judgeProbes({ node, probed: { ours, closed, theirs } }: NodeVerdicts): JudgedProbes {
  const exposed = NODE_PLANS.find(({ name }) => name === node)?.exposed ?? [];
  const missed = exposed.filter((one) => !ours.includes(one));
  return { node, exposed, missed, wrong: ours.filter((one) => !exposed.includes(one)), closed, theirs };
}

function sumOf(title: string, tallies: readonly Tally[]): Tally {
  const sum = (of: (one: Tally) => number) => tallies.reduce((total, one) => total + of(one), 0);
  return {
    title,
    checks: sum(({ checks }) => checks),
    interpretable: sum(({ interpretable }) => interpretable),
    equals: sum(({ equals }) => equals),
    differing: tallies.flatMap(({ differing }) => differing),
  };
}

function countOf(said: Readonly<Record<string, Said>>, verdict: string): number {
  return Object.values(said).filter((one) => one.verdict === verdict).length;
}

/** kube-bench's verdicts on our own benchmark: nothing of anybody else's. */
function recorded(nodes: readonly NodeVerdicts[]): RecordedVerdicts {
  const kept = nodes.map(({ node, ours, theirs }): RecordedVerdicts["nodes"][number] => {
    const said = Object.entries(theirs[OWN_BENCHMARK] ?? {});
    const { differing } = tally(node, OWN_BENCHMARK, ours[OWN_BENCHMARK] ?? {}, theirs[OWN_BENCHMARK] ?? {});
    return {
      name: node,
      verdicts: Object.fromEntries(said.map(([id, { verdict }]) => [id, verdict])),
      differing: Object.fromEntries(differing.map((row) => [row.id, explanationOf(row) ?? "not explained"])),
    };
  });
  return { kubeBench: KUBE_BENCH, kubernetes: KUBERNETES, nodes: kept };
}

function page(
  bare: { readonly ours: Readonly<Record<string, Said>>; readonly theirs: Readonly<Record<string, Said>> },
  tallies: readonly Tally[],
  others: readonly Tally[],
  probed: readonly JudgedProbes[],
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
  const probes = probed.map(({ node, exposed, missed, wrong, closed, theirs }) =>
    ["", node, ...[exposed, missed, wrong, closed, theirs].map((list) => list.join(", ") || "nothing"), ""]
      .join(" | ")
      .trim(),
  );
  const otherRows = others.map(({ title, checks, interpretable, equals, differing }) => {
    const reasons = [...Map.groupBy(differing, (row) => explanationOf(row) ?? "**not explained**")];
    const told = reasons.map(([reason, list]) => `${list.length}: ${reason}`).join("; ");
    return `| ${title} | ${checks} | ${interpretable} | ${equals} | ${told} |`;
  });
  return `# Verdicts on machines beside kube-bench's

Written by \`npm run bench -- nodes\` on ${new Date().toISOString().slice(0, 10)}: kube-bench ${KUBE_BENCH} with its own files for ${BENCHMARK}, and with a benchmark of ours in its form (${OWN_BENCHMARK}, made by the bench) that asks in every way in which checks ask.

## A machine without Kubernetes

| | verdicts on ${BENCHMARK} |
| --- | --- |
| waybill | ${counted(bare.ours)} |
| kube-bench | ${counted(bare.theirs)} |

## Nodes

Real programs of Kubernetes ${KUBERNETES}, built from their Go modules, and Debian's etcd, in namespaces of their own with nothing but the loopback: the API server, etcd and the kubelet serve, the kubelet with a container runtime that says it has no containers; the controller manager, the scheduler and the proxy are stopped as they stand once they have read their settings. Interpretable are the checks that we judge without a person and without the cluster: all but those that the benchmark leaves to a person and those that call \`kubectl\`. kube-bench's WARN on a check that does not count is a failure, as is ours.

| node, benchmark | checks | interpretable | equal |
| --- | --: | --: | --: |
${rows.join("\n")}
| all | ${sum(({ checks }) => checks)} | ${sum(({ interpretable }) => interpretable)} | ${sum(({ equals }) => equals)} (${share} %) |

## Probes

The same nodes asked from outside, at all well-known ports, beside kube-hunter ${KUBE_HUNTER} (\`--remote\`, which reports ids rather than endpoints; its last release). What stands open is known from how each was started: the registry is Debian's, and Docker a stub.

| node | stands open | missed | wrong | asks for a login, or tells no more than it may | kube-hunter, by id and port |
| --- | --- | --- | --- | --- | --- |
${probes.join("\n")}

## All other benchmarks

Those of other versions, and of distributions and clouds whose programs and files are not on these nodes (kube-bench refuses the rest); what asks the cluster is left out.

| node | checks | interpretable | equal | why the others differ |
| --- | --: | --: | --: | --- |
${otherRows.join("\n")}

## Where they differ

| where | waybill | kube-bench | why |
| --- | --- | --- | --- |
${differences.join("\n")}
`;
}
