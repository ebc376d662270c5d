import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { runs, workersIn, worksIn } from "./processes.ts";

/** The socket's file, as PostgreSQL names it for the port that it is given. */
export const PORT = 5432;

/** A server that runs although nobody here started it: its hub was killed. */
export interface Orphan {
  readonly pid: number;
  readonly socketFolder: string;
}

/** The server that runs on a cluster, if one does. */
export function runningServer(cluster: string): Orphan | undefined {
  const lines = postmasterFile(cluster);
  const pid = Number(lines?.[0]);
  if (lines === undefined || !runs(pid)) return undefined;
  if (process.platform === "linux" && !worksIn(pid, cluster)) return undefined; // the number belongs to another by now
  return { pid, socketFolder: lines[4] ?? "" };
}

/**
 * Takes away what a killed server left and what keeps the next from starting: the file with its number, and the lock of
 * its socket. PostgreSQL does so itself where the number is free, but not where it belongs to a dead process that nobody
 * reaps or to somebody else. Children of the dead one are waited for, since two servers on one cluster destroy it.
 */
export async function clearLeftovers(cluster: string, socketFolder: string): Promise<void> {
  if (runningServer(cluster) !== undefined) return;
  for (const deadline = Date.now() + 30_000; workersIn(cluster).length > 0 && Date.now() < deadline; )
    await setTimeout(50);
  if (workersIn(cluster).length > 0) return; // PostgreSQL will say who is in the way
  rmSync(join(cluster, "postmaster.pid"), { force: true });
  rmSync(join(socketFolder, `.s.PGSQL.${PORT}.lock`), { force: true });
  rmSync(join(socketFolder, `.s.PGSQL.${PORT}`), { force: true });
}

function postmasterFile(cluster: string): string[] | undefined {
  try {
    return readFileSync(join(cluster, "postmaster.pid"), "utf8").split("\n");
  } catch {
    return undefined;
  }
}
