import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { StringDecoder } from "node:string_decoder";
import { createGunzip } from "node:zlib";
import { Client, type PoolConfig } from "pg";
import * as z from "zod";
import { WaybillError } from "../../core/errors.ts";
import { openDatabase } from "../db/database.ts";
import { migrate } from "../db/migrate.ts";
import { MIGRATIONS } from "../db/migrations/index.ts";
import type { BackedUp } from "./backup.ts";
import { tablesInOrder } from "./tables.ts";

const Head = z.object({ schema: z.literal("waybill.backup/1"), migrations: z.array(z.string()).min(1) });
const End = z.strictObject({ rows: z.int(), sha256: z.string() });
const TABLE = /^\{"table":"(\w+)","rows":(\[.*\])\}$/s;

/**
 * Brings a backup into an empty database: first to the schema that it was made with, then its rows, all or none, then the
 * schema of today.
 * @throws WaybillError where the file is cut or changed, or the database holds something already
 */
export async function readBackup(connection: PoolConfig, file: string): Promise<BackedUp> {
  const head = await headOf(file);
  await assertWhole(file);
  const last = head.migrations.at(-1) ?? "";
  if (!Object.hasOwn(MIGRATIONS, last))
    throw new WaybillError(
      "hub/newer-backup",
      `The backup was made by a newer Waybill: this one does not know ${last}.`,
      "Restore it with that version or a newer one.",
    );
  await withDatabase(connection, async (database) => await migrate(database, last));
  const client = new Client(connection);
  client.on("error", () => {}); // told by the query that runs
  await client.connect();
  let restored: BackedUp;
  try {
    await assertEmpty(client);
    await client.query("begin");
    restored = await insertRows(client, file);
    await client.query("commit");
  } finally {
    await client.end();
  }
  await withDatabase(connection, async (database) => await migrate(database));
  return restored;
}

async function withDatabase<T>(
  connection: PoolConfig,
  work: (database: ReturnType<typeof openDatabase>) => Promise<T>,
) {
  const database = openDatabase(connection, { statementTimeout: 0, connections: 2 });
  try {
    return await work(database);
  } finally {
    await database.destroy();
  }
}

async function headOf(file: string): Promise<z.infer<typeof Head>> {
  for await (const line of linesOf(file)) {
    const parsed = Head.safeParse(jsonOf(line));
    if (parsed.success) return parsed.data;
    break;
  }
  throw broken(file, "it does not begin as one");
}

/** Lines end at a line feed alone: `readline` also ends them at U+2028, which JSON allows within a text. */
async function* linesOf(file: string): AsyncGenerator<string> {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  try {
    const unpacked = createGunzip();
    const source = createReadStream(file).on("error", (error) => unpacked.destroy(error));
    for await (const chunk of source.pipe(unpacked) as AsyncIterable<Buffer>) {
      const [head = "", ...lines] = decoder.write(chunk).split("\n");
      rest += head;
      for (const line of lines) {
        yield rest;
        rest = line;
      }
    }
  } catch (error) {
    if (error instanceof WaybillError || (error as { code?: string }).code?.startsWith("Z_") !== true) throw error;
    throw broken(file, "it is cut off, or no gzip");
  }
  if (rest !== "") yield rest;
}

/** Nobody's data is written over: what a hub has begun to fill is no place for a backup. */
async function assertEmpty(client: Client): Promise<void> {
  const { rows } = await client.query<{ filled: boolean }>(
    "select exists (select from audit_entry) or exists (select from api_key) or exists (select from scan) as filled",
  );
  if (rows[0]?.filled !== true) return;
  throw new WaybillError(
    "hub/not-empty",
    "The database holds a hub's data already; nothing was restored.",
    "Restore into an empty one: another --data folder, or another DATABASE_URL.",
  );
}

/** Reads the whole file once before anything is written. @throws WaybillError where it is cut or changed */
async function assertWhole(file: string): Promise<void> {
  const hash = createHash("sha256");
  let end: z.infer<typeof End> | undefined;
  for await (const line of linesOf(file)) {
    if (end !== undefined) throw broken(file, "something stands after its end");
    end = line.startsWith('{"table":') ? undefined : End.safeParse(jsonOf(line)).data;
    if (end === undefined) hash.update(`${line}\n`);
  }
  if (end === undefined) throw broken(file, "it is cut off");
  if (end.sha256 !== hash.digest("hex")) throw broken(file, "it was changed");
}

async function insertRows(client: Client, file: string): Promise<BackedUp> {
  const tables = await tablesInOrder(client);
  await dropSeeds(client, tables);
  let rows = 0;
  for await (const line of linesOf(file)) {
    const [, table, list] = TABLE.exec(line) ?? [];
    if (table === undefined || list === undefined) continue;
    if (!tables.includes(table)) throw broken(file, `there is no table ${table}`);
    rows += await insertInto(client, table, list);
  }
  for (const table of tables) await continueNumbers(client, table);
  return { tables: tables.length, rows };
}

/** What the schema itself brings, such as the one row on matching, comes from the backup. */
async function dropSeeds(client: Client, tables: readonly string[]): Promise<void> {
  for (const table of tables.toReversed()) {
    const { rows } = await client.query(`select from "${table}" limit 1`);
    if (rows.length > 0) await client.query(`delete from "${table}"`);
  }
}

async function insertInto(client: Client, table: string, list: string): Promise<number> {
  if (table === "finding_event")
    await client.query(
      `select ensure_event_month(month) from (select distinct date_trunc('month', at) as month
       from json_populate_recordset(null::finding_event, $1::json)) as months`,
      [list],
    );
  const columns = await storedColumns(client, table);
  const { rowCount } = await client.query(
    `insert into "${table}" (${columns}) overriding system value
     select ${columns} from json_populate_recordset(null::"${table}", $1::json)`,
    [list],
  );
  return rowCount ?? 0;
}

/** Those of a table that the database does not make itself out of others. */
async function storedColumns(client: Client, table: string): Promise<string> {
  const { rows } = await client.query<{ columns: string }>(
    `select string_agg(quote_ident(column_name), ', ' order by ordinal_position) as columns
     from information_schema.columns
     where table_schema = 'public' and table_name = $1 and is_generated = 'NEVER'`,
    [table],
  );
  return rows[0]?.columns ?? "";
}

/** New rows get numbers after those that came. */
async function continueNumbers(client: Client, table: string): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    "select column_name as name from information_schema.columns where table_schema = 'public' and table_name = $1 and is_identity = 'YES'",
    [table],
  );
  for (const { name } of rows)
    await client.query(
      `select setval(pg_get_serial_sequence('"${table}"', '${name}'), coalesce(max("${name}"), 0) + 1, false) from "${table}"`,
    );
}

function broken(file: string, why: string): WaybillError {
  return new WaybillError(
    "hub/broken-backup",
    `${file} is no whole backup: ${why}. Nothing of it was kept.`,
    "Take another copy of it, or an older backup.",
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
