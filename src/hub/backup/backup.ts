import { createHash } from "node:crypto";
import { once } from "node:events";
import { createWriteStream, renameSync, rmSync } from "node:fs";
import { finished } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { Client, type PoolConfig } from "pg";
import { VERSION } from "../../core/version.ts";
import { tablesInOrder } from "./tables.ts";

/** Rows of a line. */
const BATCH = 1_000;

export interface BackedUp {
  readonly tables: number;
  readonly rows: number;
}

/**
 * Writes all that the hub's database holds into one file, as of one moment, while the hub goes on: a gzip of lines of
 * JSON, first what it is, then the rows of each table, last how many there were and the hash of all lines before. It holds
 * no key's text, but all else: treat it as the hub itself. The file appears whole or not at all.
 */
export async function writeBackup(connection: PoolConfig, file: string, now: Date): Promise<BackedUp> {
  const partial = `${file}.${process.pid}.partial`;
  const client = new Client(connection);
  client.on("error", () => {}); // told by the query that runs
  await client.connect();
  try {
    const backedUp = await writeRows(client, partial, now);
    renameSync(partial, file);
    return backedUp;
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  } finally {
    await client.end();
  }
}

async function writeRows(client: Client, file: string, now: Date): Promise<BackedUp> {
  const gzip = createGzip();
  const sink = createWriteStream(file, { mode: 0o600 });
  gzip.pipe(sink);
  const hash = createHash("sha256");
  const write = async (line: string) => {
    hash.update(line);
    if (!gzip.write(line)) await once(gzip, "drain");
  };
  await client.query("begin isolation level repeatable read read only");
  const { rows: steps } = await client.query<{ name: string }>("select name from kysely_migration order by name");
  const migrations = steps.map(({ name }) => name);
  await write(
    `${JSON.stringify({ schema: "waybill.backup/1", version: VERSION, at: now.toISOString(), migrations })}\n`,
  );
  const tables = await tablesInOrder(client);
  let total = 0;
  for (const table of tables) {
    await client.query(`declare rows no scroll cursor for select row_to_json(one)::text as row from "${table}" as one`);
    for (;;) {
      const { rows } = await client.query<{ row: string }>(`fetch ${BATCH} from rows`);
      if (rows.length === 0) break;
      total += rows.length;
      // Rows are JSON already: read again, numbers beyond 2^53 would change.
      await write(`{"table":${JSON.stringify(table)},"rows":[${rows.map(({ row }) => row).join(",")}]}\n`);
    }
    await client.query("close rows");
  }
  await client.query("commit");
  gzip.end(`${JSON.stringify({ rows: total, sha256: hash.digest("hex") })}\n`);
  await finished(sink);
  return { tables: tables.length, rows: total };
}
