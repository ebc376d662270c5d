import { closeSync, copyFileSync, mkdirSync, openSync, readSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { WaybillError } from "../../core/errors.ts";
import { currentDatabase, makeCurrent, type Pointer } from "./files.ts";
import { hashFile } from "./hash-file.ts";
import { openDatabase } from "./read.ts";
import { verifyDatabase } from "./verify.ts";

const SQLITE = "SQLite format 3\0";

/** Whether a file is a database that `advisories export` wrote. */
export function isExported(path: string): boolean {
  const file = openSync(path, "r");
  try {
    const head = Buffer.alloc(SQLITE.length);
    return readSync(file, head, 0, head.length, 0) === head.length && head.toString("latin1") === SQLITE;
  } finally {
    closeSync(file);
  }
}

/** Copies the verified database into one file, for a machine that does not reach the feeds. */
export async function exportDatabase(dataDirectory: string, to: string): Promise<Pointer> {
  const pointer = await verifyDatabase(dataDirectory);
  const current = currentDatabase(dataDirectory);
  if (current === undefined) throw new Error("the database vanished after it was verified");
  const partial = `${to}.${process.pid}.partial`;
  try {
    copyFileSync(current.path, partial);
    renameSync(partial, to);
  } finally {
    rmSync(partial, { force: true });
  }
  return pointer;
}

/** Takes an exported database as it is. It replaces the one in force, in one step, once its layout is known to be ours. */
export async function adoptDatabase(path: string, dataDirectory: string, now: Date): Promise<Pointer> {
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
  const copy = join(dataDirectory, `adopting-${process.pid}.sqlite`);
  try {
    copyFileSync(path, copy);
    openDatabase(copy).close();
    return makeCurrent(dataDirectory, copy, await hashFile(copy), now.toISOString());
  } catch (error) {
    rmSync(copy, { force: true });
    if (error instanceof WaybillError) throw error;
    throw new WaybillError(
      "advisories/bad-export",
      `${path} is no database that can be read.`,
      "Export it again with `waybill advisories export`, and compare its SHA-256 on both sides.",
    );
  }
}
