import { readlinkSync } from "node:fs";
import type { HostFiles } from "./host-files.ts";

/** A running program of a machine. */
export interface HostProcess {
  readonly pid: number;
  /** The kernel's name of it: 15 bytes at most. */
  readonly name: string;
  /** Its command line, word by word. */
  readonly words: readonly string[];
  readonly uid: number;
}

export interface ProcessView {
  readonly processes: readonly HostProcess[];
  /** Why there may be others that are not shown; undefined where all are seen. */
  readonly hidden?: { readonly reason: string; readonly access: string };
}

const LONGEST_COMMAND = 256 * 1024;
const MOST = 50_000;

/** The kernel's fixed number of the first PID namespace: `PROC_PID_INIT_INO`. */
const FIRST_NAMESPACE = "pid:[4026531836]";

/** Reads the machine's processes out of its `/proc`, this one and those that started it left out. */
export function processesOf(files: HostFiles): ProcessView {
  const names = files.list("/proc");
  const pids = "unseen" in names ? [] : names.filter((name) => /^\d+$/.test(name)).map(Number);
  if (pids.length === 0) {
    return { processes: [], hidden: { reason: "there is no /proc to read", access: "the machine's own /proc" } };
  }
  const all = pids.slice(0, MOST).flatMap((pid) => processAt(files, pid) ?? []);
  const own = files.root === "/" ? ownPids(files) : new Set<number>();
  const processes = all.filter(({ pid, words }) => words.length > 0 && !own.has(pid));
  const hidden = whyHidden(files, pids);
  return { processes, ...(hidden !== undefined && { hidden }) };
}

function processAt(files: HostFiles, pid: number): HostProcess | undefined {
  const folder = files.stat(`/proc/${pid}`);
  const command = files.read(`/proc/${pid}/cmdline`, LONGEST_COMMAND);
  const name = files.read(`/proc/${pid}/comm`, 256);
  if ("unseen" in folder || typeof command !== "string" || typeof name !== "string") return undefined; // it has ended
  const words = command.replace(/\0+$/, "").split("\0");
  return { pid, name: name.trimEnd(), words: words.join("") === "" ? [] : words, uid: folder.uid };
}

/** This process, and those above it that merely start it, such as `sudo` and `npx`. */
function ownPids(files: HostFiles): ReadonlySet<number> {
  const own = new Set<number>([process.pid]);
  for (let pid = parentOf(files, process.pid); pid > 1 && own.size < 32; pid = parentOf(files, pid)) {
    const found = processAt(files, pid);
    if (found?.words.some((word) => /\bwaybill\b/.test(word)) !== true) break;
    own.add(pid);
  }
  return own;
}

function parentOf(files: HostFiles, pid: number): number {
  const status = files.read(`/proc/${pid}/status`, 64 * 1024);
  return typeof status === "string" ? Number(/^PPid:\s*(\d+)/m.exec(status)?.[1] ?? 0) : 0;
}

function whyHidden(files: HostFiles, pids: readonly number[]): ProcessView["hidden"] {
  if (!pids.includes(1)) {
    return { reason: "other users' processes are hidden", access: "root, or a /proc mounted without hidepid" };
  }
  if (files.root !== "/" || namespaceHere() === FIRST_NAMESPACE) return undefined;
  return {
    reason: "only this container's own processes are seen",
    access: "the machine's own processes: run it on the node itself, or in a pod with hostPID",
  };
}

function namespaceHere(): string | undefined {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return undefined; // then it is not known whose processes these are
  }
}
