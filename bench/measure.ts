import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "./bench.ts";

/** One whole process: start to end, with its children. */
export interface Run {
  readonly wall: number;
  /** User and system seconds. */
  readonly cpu: number;
  /** Peak resident memory of its largest process. */
  readonly mib: number;
  readonly exit: number;
}

export interface Measured {
  readonly command: Command;
  readonly runs: readonly Run[];
  readonly median: Run;
  readonly found: string;
}

export interface Series {
  readonly measured: readonly Measured[];
  /** The machine's load in the minute before, and after the series: what else ran shows here. */
  readonly load: readonly [number, number];
}

/**
 * Runs the commands in turn (A B A B …), so that a busy minute falls on all of them. One run of each goes before and is
 * not counted: it warms the file cache for all alike.
 */
export async function measureInTurn(
  commands: readonly Command[],
  runs: number,
  { warmUp = true } = {},
): Promise<Series> {
  const before = loadavg()[0] ?? 0;
  if (warmUp) for (const command of commands) await run(command);
  const taken: Run[][] = commands.map(() => []);
  for (let turn = 0; turn < runs; turn++) {
    for (const [index, command] of commands.entries()) taken[index]?.push(await run(command));
  }
  const measured = commands.map((command, index): Measured => {
    const runs = taken[index] ?? [];
    return { command, runs, median: medianOf(runs), found: command.found?.() ?? "" };
  });
  return { measured, load: [before, loadavg()[0] ?? 0] };
}

/** @throws when the command ends in a way that it must not */
export async function run(command: Command): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), "waybill-bench-"));
  const figures = join(folder, "figures");
  for (const path of [command.output, command.fresh]) {
    if (path !== undefined) rmSync(path, { recursive: true, force: true });
  }
  if (command.fresh !== undefined && command.seed !== undefined) {
    cpSync(command.seed, command.fresh, { recursive: true, preserveTimestamps: true });
  }
  try {
    const { exit, said } = await start(command, figures);
    if (!(command.exits ?? [0]).includes(exit)) {
      throw new Error(`${command.name} ended with ${exit}: ${[command.program, ...command.words].join(" ")}\n${said}`);
    }
    const lines = readFileSync(figures, "utf8").trim().split("\n");
    const [wall = 0, user = 0, system = 0, kib = 0] = (lines.at(-1) ?? "").split(" ").map(Number);
    return { wall, cpu: user + system, mib: kib / 1024, exit };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** GNU time asks the kernel for the child's resource usage, which node does not tell for one child. */
function start(command: Command, figures: string): Promise<{ exit: number; said: string }> {
  const words = ["-f", "%e %U %S %M", "-o", figures, command.program, ...command.words];
  const child = spawn("/usr/bin/time", words, {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, NO_COLOR: "1", ...command.environment },
  });
  const said: Buffer[] = [];
  child.stderr.on("data", (chunk: Buffer) => said.push(chunk));
  return new Promise((resolve, reject) => {
    child.once("error", () => reject(new Error("GNU time is not there: install the package `time`.")));
    child.once("close", (code) =>
      resolve({ exit: code ?? -1, said: Buffer.concat(said).toString("utf8").slice(-2000) }),
    );
  });
}

function medianOf(runs: readonly Run[]): Run {
  const of = (pick: (run: Run) => number) => {
    const sorted = runs.map(pick).sort((a, b) => a - b);
    const [low = 0, high = 0] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
    return (low + high) / 2;
  };
  return {
    wall: of(({ wall }) => wall),
    cpu: of(({ cpu }) => cpu),
    mib: of(({ mib }) => mib),
    exit: runs[0]?.exit ?? -1,
  };
}
