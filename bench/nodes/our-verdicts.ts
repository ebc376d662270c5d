import { type Benchmark, readBenchmark } from "../../src/config/cis/benchmark/benchmark.ts";
import { judgeBenchmark } from "../../src/config/cis/judge-benchmark.ts";
import { machineBelow } from "../../src/config/cis/machine.ts";

/** What one side says of one check. */
export interface Said {
  readonly verdict: string;
  readonly because: string;
}

/** Our verdicts on the machine below a root, by the numbers of the checks. */
export function ourVerdicts(root: string, folder: string, benchmark: string): Record<string, Said> {
  const read: Benchmark = readBenchmark(folder, benchmark);
  const [broken] = read.gaps;
  if (broken !== undefined) throw new Error(`${broken.where}: ${broken.reason}`);
  const { checks } = judgeBenchmark(read, machineBelow(root));
  return Object.fromEntries(
    checks.map(({ id, verdict }) => [
      id,
      { verdict: verdict.kind, because: "observed" in verdict ? verdict.observed.join("; ") : verdict.reason },
    ]),
  );
}
