import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
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
    if (isHeld(path)) {
      throw new WaybillError(
        "advisories/busy",
        `Another process is changing the advisory database in ${dataDirectory}.`,
        "Wait for it to end, and run this again.",
      );
    }
    rmSync(path, { force: true });
    take(path);
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
  for (const name of readdirSync(dataDirectory))
    if (/^(?:building|adopting)-\d+\.sqlite(?:-journal)?$/.test(name))
      rmSync(join(dataDirectory, name), { force: true });
}

function take(path: string): boolean {
  try {
    writeFileSync(path, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/** Whether the one who took the lock still runs. */
function isHeld(path: string): boolean {
  try {
    if (Date.now() - statSync(path).mtimeMs > LONGEST) return false;
    process.kill(Number(readFileSync(path, "utf8")), 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM"; // it runs, and is another user's
  }
}
