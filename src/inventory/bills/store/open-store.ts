import { chmodSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { WaybillError } from "../../../core/errors.ts";
import { LAYOUT, TABLES } from "./layout.ts";

const FILE = "inventory.sqlite";
/** How long one process waits for another that is writing, in milliseconds. */
const PATIENCE = 10_000;

/** Opens the stored bills to look something up; undefined when nothing was ever stored. @throws WaybillError */
export function openStored(dataDirectory: string): DatabaseSync | undefined {
  const path = join(dataDirectory, FILE);
  return existsSync(path) ? opened(path, false) : undefined;
}

/** Opens the stored bills to change them, and makes the file when there is none. @throws WaybillError */
export function openForStoring(dataDirectory: string): DatabaseSync {
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
  return opened(join(dataDirectory, FILE), true);
}

function opened(path: string, toStore: boolean): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: PATIENCE }); // also to read: after a power cut SQLite has to tidy up first
    if (toStore) begin(database, path);
    if (layoutOf(database) === LAYOUT) return database;
  } catch (error) {
    database?.close();
    throw asMistake(error, path);
  }
  database.close();
  throw otherLayout(path);
}

/** Two that begin at once: the second waits, and finds the tables there. */
function begin(database: DatabaseSync, path: string): void {
  database.exec("begin immediate");
  const isNew = database.prepare("select count(*) as n from sqlite_schema").get()?.["n"] === 0;
  if (isNew) {
    chmodSync(path, 0o600);
    database.exec(TABLES);
    database.prepare("insert into layout values (?)").run(LAYOUT);
  }
  database.exec("commit");
}

function layoutOf(database: DatabaseSync): unknown {
  const hasLayout = database.prepare("select 1 from sqlite_schema where name = 'layout'").get() !== undefined;
  return hasLayout ? database.prepare("select version from layout").get()?.["version"] : undefined;
}

const NOT_A_DATABASE = 26;
const CORRUPT = 11;
const BUSY = 5;

/** What SQLite says, in words that a person can act on; everything else stays what it is. */
export function asMistake(error: unknown, path: string): unknown {
  const code = (error as { errcode?: number } | undefined)?.errcode;
  if (code === undefined) return error;
  const primary = code & 0xff;
  if (primary === NOT_A_DATABASE || primary === CORRUPT) {
    return new WaybillError(
      "inventory/damaged",
      `${path} is damaged, or no store of bills.`,
      "Move it away, and store the bills again with `waybill inventory add`.",
    );
  }
  if (primary === BUSY) {
    return new WaybillError(
      "inventory/busy",
      `Another process is writing ${path}.`,
      "Wait for it to end, and run this again.",
    );
  }
  return error;
}

function otherLayout(path: string): WaybillError {
  return new WaybillError(
    "inventory/other-layout",
    `${path} was written by another version of Waybill.`,
    "Move it away, and store the bills again with `waybill inventory add`.",
  );
}
