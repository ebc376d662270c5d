import type { Gap } from "../../core/gap.ts";
import { subject } from "../../core/subject.ts";
import { type Benchmark, benchmarkFor, benchmarksIn, type PlacedCheck, readBenchmark } from "./benchmark/benchmark.ts";
import { Components } from "./benchmark/components.ts";
import { type JudgedCheck, judgeCheck, type Machine, type NodeVerdict } from "./benchmark/judge-check.ts";
import type { NodeCheck } from "./facts.ts";
import { kubernetesVersion } from "./kubernetes-version.ts";

export interface JudgedBenchmark {
  readonly checks: readonly NodeCheck[];
  readonly gaps: readonly Gap[];
}

/** The benchmark that was named, else the one for the version of Kubernetes that this node has; or why there is none. */
export function chooseBenchmark(
  folder: string,
  named: string | undefined,
  machine: Machine,
): Benchmark | Gap | undefined {
  if (named !== undefined) return readBenchmark(folder, named);
  const version = kubernetesVersion(machine.files);
  if (version === undefined) {
    if (!machine.hasKubernetes && machine.view.hidden === undefined) return undefined;
    const known = benchmarksIn(folder).join(", ");
    return {
      where: folder,
      reason: `the node does not tell its version of Kubernetes: name one with --benchmark (${known})`,
    };
  }
  const name = benchmarkFor(folder, version);
  if (name !== undefined) return readBenchmark(folder, name);
  return {
    where: folder,
    reason: `config.yaml names no benchmark for Kubernetes ${version}: name one with --benchmark`,
  };
}

/** Judges every check of a benchmark on a machine; each by itself, so that none hides another. */
export function judgeBenchmark(benchmark: Benchmark, machine: Machine): JudgedBenchmark {
  const components = new Map(
    [...benchmark.nodes].map(([node, known]) => [node, new Components(known, machine.files, machine.view)]),
  );
  const none = new Components(new Map(), machine.files, machine.view);
  const checks = benchmark.checks.map((check) => {
    const own = components.get(check.node) ?? none;
    return asFact(benchmark.name, check, judgeCheck(check, own, machine), own);
  });
  return { checks, gaps: [...benchmark.gaps, ...gapsOf(benchmark.name, checks)] };
}

function asFact(benchmark: string, check: PlacedCheck, judged: JudgedCheck, components: Components): NodeCheck {
  const { id, text, scored, remediation } = check;
  const file = judged.files.find((path) => !path.startsWith("/proc/"));
  const [program] = judged.programs;
  const about = (program === undefined ? file : `process ${program}`) ?? "this machine";
  const isFile = about.startsWith("/");
  return {
    kind: "node-check",
    at: isFile ? { path: about.slice(1) } : { ref: about },
    subject: isFile ? subject("file", about) : subject("workload", about),
    benchmark,
    id,
    text: components.fill(text),
    isScored: scored,
    remedy: components
      .fill(remediation ?? "")
      .replace(/\s+/g, " ")
      .trim(),
    about,
    verdict: judged.verdict,
  };
}

/** What was not seen, and what would show it: one line for each reason, with the numbers of its checks. */
function gapsOf(benchmark: string, checks: readonly NodeCheck[]): Gap[] {
  const byReason = new Map<string, string[]>();
  for (const { id, verdict } of checks) {
    const reason = whyUnseen(verdict);
    if (reason !== undefined) byReason.set(reason, [...(byReason.get(reason) ?? []), id]);
  }
  return [...byReason].map(([reason, ids]) => ({ where: `${benchmark} ${ids.join(", ")}`, reason }));
}

function whyUnseen(verdict: NodeVerdict): string | undefined {
  if (verdict.kind === "error") return `error: ${verdict.reason}`;
  return verdict.kind === "unobservable" ? `${verdict.reason}; needs ${verdict.access}` : undefined;
}
