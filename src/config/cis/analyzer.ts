import type { Analyzer, Look, Outcome } from "../../core/analyzer.ts";
import type { Fact, JudgedFact } from "../../core/fact.ts";
import type { JudgedFinding } from "../../core/finding.ts";
import type { Gap } from "../../core/gap.ts";
import { judgeFacts } from "../../core/judge.ts";
import { describePlace } from "../../core/place.ts";
import type { GapFact } from "../../core/reader.ts";
import type { Machine, NodeVerdict } from "./benchmark/judge-check.ts";
import type { NodeCheck } from "./facts.ts";
import { factsOfProcesses, guardedFiles } from "./host-facts.ts";
import { chooseBenchmark, judgeBenchmark } from "./judge-benchmark.ts";
import { machineBelow } from "./machine.ts";
import { failedCheck } from "./rules/failed-check.ts";
import { openNodeFile } from "./rules/open-node-file.ts";
import { openRuntimeSocket } from "./rules/open-runtime-socket.ts";

const rules = [openRuntimeSocket, openNodeFile, failedCheck] as const;

/**
 * How a machine is set that runs containers: its keys and sockets, what the components of a cluster that run there are told,
 * and the checks of a benchmark that the user names. No program is started.
 */
export const nodes: Analyzer = {
  id: "config/cis",
  room: "config",
  readers: [],
  rules,
  applies: ({ kind }) => kind === "host",
  analyze: (look) => judgeNode(look),
};

function judgeNode({ opened, configuration, explain }: Look): Outcome {
  const machine = machineBelow(opened.root ?? "/");
  const { files, view } = machine;
  const seen = [...guardedFiles(files, view.processes)];
  const told = [...factsOfProcesses(view)];
  const gaps = [...seen, ...told].filter(isGap).map(({ at, reason }): Gap => ({ where: describePlace(at), reason }));
  if (view.hidden !== undefined) {
    const { reason, access } = view.hidden;
    gaps.push({ where: "processes", reason: `${reason}; needs ${access}` });
  }
  const benchmark = benchmarkOf(configuration.host, machine);
  const { checks } = benchmark;
  const certain = checks.filter(({ verdict }) => verdict.kind === "pass" || verdict.kind === "fail");
  const judged = judgeFacts("config", rules, [...seen.filter((fact) => !isGap(fact)), ...certain] as JudgedFact[]);
  return {
    findings: judged.findings.map((finding) => named(finding, certain)),
    facts: told.filter((fact) => !isGap(fact)),
    gaps: [...gaps, ...judged.gaps, ...benchmark.gaps],
    examined: { processes: view.processes.length, keysAndSockets: seen.length, ...counted(checks) },
    ...(explain && { rejected: [...checks.flatMap(rejectedBy), ...withoutBenchmark(configuration)] }),
  };
}

function isGap(fact: Fact): fact is GapFact {
  return fact.kind === "gap";
}

function benchmarkOf(
  { benchmarks, benchmark }: Look["configuration"]["host"],
  machine: Machine,
): { checks: readonly NodeCheck[]; gaps: readonly Gap[] } {
  if (benchmarks === undefined) return { checks: [], gaps: [] };
  const chosen = chooseBenchmark(benchmarks, benchmark, machine);
  if (chosen === undefined) return { checks: [], gaps: [] };
  return "where" in chosen ? { checks: [], gaps: [chosen] } : judgeBenchmark(chosen, machine);
}

const COUNTED: readonly (readonly [NodeVerdict["kind"], string])[] = [
  ["pass", "passed"],
  ["fail", "failed"],
  ["manual", "manual"],
  ["not-applicable", "notApplicable"],
  ["unobservable", "unobservable"],
  ["error", "errors"],
];

function counted(checks: readonly NodeCheck[]): Record<string, number> {
  if (checks.length === 0) return {};
  const counts = COUNTED.map(([kind, name]) => [name, checks.filter(({ verdict }) => verdict.kind === kind).length]);
  return { checks: checks.length, ...Object.fromEntries(counts) };
}

/** What was left to a person, or does not apply, and why. */
function rejectedBy({ benchmark, id, verdict }: NodeCheck): Gap[] {
  if (verdict.kind === "manual") return [{ where: `${benchmark} ${id}`, reason: `manual: ${verdict.reason}` }];
  if (verdict.kind !== "not-applicable") return [];
  return [{ where: `${benchmark} ${id}`, reason: `not applicable: ${verdict.reason}` }];
}

function withoutBenchmark({ host }: Look["configuration"]): Gap[] {
  if (host.benchmarks !== undefined) return [];
  return [
    {
      where: "benchmark",
      reason: "none was named: --benchmarks DIR brings the checks of one, such as kube-bench's cfg",
    },
  ];
}

/** The check's own number beside the rule's, so that one check can be waived. */
function named(finding: JudgedFinding, checks: readonly NodeCheck[]): JudgedFinding {
  if (finding.rule !== failedCheck.id) return finding;
  const check = checks.find(({ benchmark, id }) => finding.title.startsWith(`${benchmark} ${id}: `));
  if (check === undefined) return finding;
  const { benchmark, id } = check;
  return { ...finding, standards: [`${benchmark} ${id}`], aliases: [`${benchmark}/${id}`] };
}
