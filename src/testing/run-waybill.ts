import { spawn } from "node:child_process";
import { join } from "node:path";
import { Report } from "../core/report.ts";

const LAUNCHER = join(import.meta.dirname, "..", "..", "bin", "waybill.js");

export interface Ran {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Sends SIGINT once this holds. */
  readonly interruptWhen?: () => boolean;
  /** Kills it after so many milliseconds: a run that hangs is a failure. Default 100,000, for a machine that is busy. */
  readonly patience?: number;
}

/** Runs the command as a person would, in a process of its own, with data and caches in `home` alone. */
export function runWaybill(home: string, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { cwd, environment = {}, interruptWhen, patience = 100_000 } = options;
  const plain = {
    PATH: process.env.PATH ?? "",
    HOME: home,
    XDG_CACHE_HOME: join(home, "cache"),
    XDG_DATA_HOME: join(home, "data"),
  };
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [LAUNCHER, ...args], { cwd: cwd ?? home, env: { ...plain, ...environment } });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
    const timers = [setTimeout(() => child.kill("SIGKILL"), patience)];
    const interrupt = () => {
      if (interruptWhen?.() === true) child.kill("SIGINT");
      else timers.push(setTimeout(interrupt, 20));
    };
    if (interruptWhen !== undefined) interrupt();
    child.on("error", reject);
    child.on("close", (status, signal) => {
      for (const timer of timers) clearTimeout(timer);
      resolve({ status, signal, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() });
    });
  });
}

/** The report of a run, held against its schema. */
export function reportOf({ stdout, stderr }: Ran): Report {
  try {
    return Report.parse(JSON.parse(stdout));
  } catch (error) {
    throw new Error(`no report: ${stderr || stdout.slice(0, 500)}`, { cause: error });
  }
}
