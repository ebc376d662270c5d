import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/**
 * Whether a process runs. One that is dead and that nobody has reaped (where process 1 does not) counts as gone,
 * though a signal to it succeeds.
 */
export function runs(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  return !["Z", "X"].includes(statOf(pid)?.state ?? "");
}

/** What tells a process from a later one under the same number; empty where the system does not say. */
export function birthOf(pid: number): string {
  return statOf(pid)?.startedAt ?? "";
}

/** Whether a process works in a folder, as each process of a PostgreSQL server does in its cluster. */
export function worksIn(pid: number, folder: string): boolean {
  return folderOf(pid) === folder;
}

/** The processes that work in a folder. Empty where the system does not tell. */
export function workersIn(folder: string): number[] {
  return processes().filter((pid) => folderOf(pid) === folder && runs(pid));
}

function processes(): number[] {
  try {
    return readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []));
  } catch {
    return []; // no Linux
  }
}

function folderOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}

function statOf(pid: number): { state: string; startedAt: string } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" "); // the name may hold anything, brackets too
    return { state: fields[0] ?? "", startedAt: fields[19] ?? "" };
  } catch {
    return undefined;
  }
}
