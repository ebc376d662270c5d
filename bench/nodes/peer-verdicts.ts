import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Said } from "./our-verdicts.ts";

/** Pinned, so that verdicts of two days can be compared. */
export const KUBE_BENCH = "0.15.6";
const MODULE = "github.com/aquasecurity/kube-bench";

/** kube-bench, built from its Go module into the cache, and the folder of its own benchmarks in that module. */
export function kubeBench(cache: string): { readonly program: string; readonly benchmarks: string } {
  const folder = join(cache, "kube-bench");
  const program = join(folder, "kube-bench");
  mkdirSync(folder, { recursive: true });
  const go = (...words: string[]) =>
    execFileSync("nice", ["go", ...words], { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  if (!existsSync(program)) {
    writeFileSync(join(folder, "go.mod"), `module bench\n\ngo 1.26\n\nrequire ${MODULE} v${KUBE_BENCH}\n`);
    go("build", "-mod=mod", "-p", "2", "-o", program, MODULE);
  }
  const { Dir } = JSON.parse(go("mod", "download", "-json", `${MODULE}@v${KUBE_BENCH}`)) as { Dir: string };
  return { program, benchmarks: join(Dir, "cfg") };
}

interface Report {
  readonly Controls: readonly {
    readonly tests:
      | null
      | readonly {
          readonly results: readonly {
            readonly test_number: string;
            readonly status: string;
            readonly type: string;
            readonly reason?: string;
            readonly actual_value: string;
          }[];
        }[];
  }[];
}

/** Its verdicts on the machine that it runs on; it starts a shell for each audit. Undefined where it refuses the benchmark. */
export function peerVerdicts(
  program: string,
  folder: string,
  benchmark: string,
  targets: string,
): Record<string, Said> | undefined {
  const words = ["--config-dir", folder, "--config", join(folder, "config.yaml"), "--benchmark", benchmark];
  const { stdout, status } = spawnSync(program, [...words, "run", "--targets", targets, "--json"], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0 || !stdout.startsWith("{")) return undefined;
  const { Controls } = JSON.parse(stdout) as Report;
  const results = Controls.flatMap(({ tests }) => (tests ?? []).flatMap((group) => group.results));
  return Object.fromEntries(
    results.map(({ test_number, status, type, reason = "", actual_value }) => [
      test_number,
      {
        verdict: type === "manual" ? "manual" : status,
        because: (reason === "" ? actual_value : reason).slice(0, 8_000),
      },
    ]),
  );
}
