import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Whether all these programs are on this machine. */
export function have(...programs: readonly string[]): boolean {
  return programs.every((program) => spawnSync("sh", ["-c", `command -v ${program}`]).status === 0);
}

/** Runs a program to its end and answers what it printed. */
export function run(
  program: string,
  words: readonly string[],
  more: {
    readonly cwd?: string;
    readonly environment?: Readonly<Record<string, string>>;
    readonly exits?: readonly number[];
  } = {},
): string {
  const { status, stdout, stderr } = spawnSync(program, words, {
    cwd: more.cwd,
    env: { ...process.env, LC_ALL: "C.UTF-8", ...more.environment },
    encoding: "utf8",
    maxBuffer: 512 * 1024 * 1024,
  });
  if (![0, ...(more.exits ?? [])].includes(status ?? -1))
    throw new Error(`${program} ${words.join(" ")}: ${stderr}${stdout.slice(-2000)}`);
  return stdout;
}

/** Fills the folder once; a run that was cut off begins anew. */
export function once(folder: string, fill: () => void): string {
  const mark = join(folder, ".made");
  if (existsSync(mark)) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  fill();
  writeFileSync(mark, "");
  return folder;
}

/** The lines that are not empty. */
export function linesOf(text: string): string[] {
  return text.split("\n").filter((line) => line.trim() !== "");
}

/** Where programs of npm are put once, in the versions named, apart from those of this machine. */
export function npmProgram(folder: string, program: string, specification: string): string {
  once(folder, () => {
    execFileSync("npm", ["install", "--silent", "--no-audit", "--prefix", folder, specification]);
  });
  return join(folder, "node_modules", ".bin", program);
}
