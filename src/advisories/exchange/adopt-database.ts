import { closeSync, copyFileSync, existsSync, mkdirSync, openSync, readSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { WaybillError } from "../../core/errors.ts";
import { Builder } from "../store/build.ts";
import { currentDatabase, makeCurrent, type Pointer } from "../store/files.ts";
import { hashFile } from "../store/hash-file.ts";
import { openDatabase } from "../store/read.ts";
import type { Manifest } from "./manifest.ts";

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

/** An exported file, and what is demanded of it. */
export interface Offered {
  readonly path: string;
  readonly manifest: Manifest | undefined;
}

/**
 * Takes exported databases over. What they know of a source replaces what is known of it here, unless that is newer;
 * other sources stay. Nothing counts before all of them are found to be whole and of our layout.
 */
export async function adoptDatabases(offered: readonly Offered[], dataDirectory: string, now: Date): Promise<Pointer> {
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
  const copies = offered.map((_, at) => join(dataDirectory, `adopting-${process.pid + at}.sqlite`));
  try {
    for (const [at, one] of offered.entries()) await demandWhole(one, copies[at] ?? "");
    const [first] = copies;
    if (copies.length === 1 && first !== undefined && !hasDatabase(dataDirectory))
      return makeCurrent(dataDirectory, first, await hashFile(first), now.toISOString());
    const builder = new Builder(dataDirectory);
    try {
      for (const copy of copies) builder.absorb(copy);
      return await builder.finish(now);
    } catch (error) {
      builder.discard();
      throw error;
    }
  } finally {
    for (const copy of copies) rmSync(copy, { force: true });
  }
}

function hasDatabase(dataDirectory: string): boolean {
  try {
    const current = currentDatabase(dataDirectory);
    if (current === undefined || !existsSync(current.path)) return false;
    openDatabase(current.path).close();
    return true;
  } catch {
    return false; // damaged or of another layout: it is replaced
  }
}

/** Copies a file, so that nobody changes it under our eyes, and looks at the copy. */
async function demandWhole({ path, manifest }: Offered, copy: string): Promise<void> {
  copyFileSync(path, copy);
  if (manifest !== undefined && (statSync(copy).size !== manifest.bytes || (await hashFile(copy)) !== manifest.sha256))
    throw bad(path, "is not the file that its manifest tells of");
  try {
    const database = openDatabase(copy);
    try {
      const [odd] = database.prepare("select name from sqlite_schema where type not in ('table', 'index')").all();
      const [fault] = database.prepare("pragma quick_check(1)").all();
      if (odd !== undefined || Object.values(fault ?? {})[0] !== "ok") throw new Error("it is damaged");
    } finally {
      database.close();
    }
  } catch (error) {
    if (error instanceof WaybillError) throw error;
    throw bad(path, "is no database that can be read");
  }
}

function bad(path: string, why: string): WaybillError {
  return new WaybillError(
    "advisories/bad-export",
    `${path} ${why}.`,
    "Export it again with `waybill advisories export`, and hand on the file with its manifest.",
  );
}
