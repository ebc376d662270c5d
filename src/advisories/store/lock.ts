import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { WaybillError } from "../../core/errors.ts";

/** No update takes so many milliseconds: an older lock was left behind. */
const LONGEST = 6 * 60 * 60 * 1000;

/**
 * Does something to the database while nobody else does: of two that build on the same one, the later would undo the
 * earlier's work. @throws WaybillError when another process is at it
 */
export async function withLock<T>(dataDirectory: string, work: () => Promise<T>): Promise<T> {
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
  const path = join(dataDirectory, "advisories.lock");
  if (!take(path)) {
    if (!isHeld(path)) rmSync(path, { force: true });
    if (!take(path)) {
      throw new WaybillError(
        "advisories/busy",
        `Another process is changing the advisory database in ${dataDirectory}.`,
        "Wait for it to end, and run this again.",
      );
    }
  }
  try {
    sweep(dataDirectory);
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

/** Takes away what a process left that was killed while it built. */
function sweep(dataDirectory: string): void {
  for (const name of readdirSync(dataDirectory)) {
    const claimant = /^advisories\.lock\.(\d+)$/.exec(name)?.[1];
    const isLeft = claimant === undefined ? BUILT.test(name) : !isRunning(Number(claimant));
    if (isLeft) rmSync(join(dataDirectory, name), { force: true });
  }
}

const BUILT = /^(?:building|adopting)-\d+\.sqlite(?:-journal)?$/;

/** The lock appears with its holder's number in it, or not at all: one killed between the two would hold it for ever. */
function take(path: string): boolean {
  const claim = `${path}.${process.pid}`;
  writeFileSync(claim, String(process.pid));
  try {
    linkSync(claim, path);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(claim, { force: true });
  }
}

/** Whether the one who took the lock still runs. */
function isHeld(path: string): boolean {
  try {
    if (Date.now() - statSync(path).mtimeMs > LONGEST) return false;
    return isRunning(Number(readFileSync(path, "utf8")));
  } catch {
    return false; // it was let go meanwhile
  }
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false; // 0 would ask after ourselves
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM"; // it runs, and is another user's
  }
}
