import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, type PoolConfig } from "pg";
import { type Database, openDatabase } from "../db/database.ts";
import { migrate } from "../db/migrate.ts";
import { ensureScopedRole } from "../db/scoped-role.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "../embedded-postgres/supervisor.ts";

/** A database of a test's own, migrated, on a real PostgreSQL. */
export interface TestDatabase extends AsyncDisposable {
  readonly database: Database;
  readonly connection: PoolConfig;
}

let server: Promise<EmbeddedPostgres> | undefined;
let databases = 0;

/** One server for all tests of a thread, and a database from a template for each who asks. */
export async function testDatabase(): Promise<TestDatabase> {
  server ??= startServer();
  const { connection } = await server;
  const name = `test_${process.pid}_${++databases}`;
  await asRoot(connection, `create database ${name} template migrated`);
  const own = { ...connection, database: name };
  const database = openDatabase(own, { connections: 5 });
  return {
    database,
    connection: own,
    async [Symbol.asyncDispose]() {
      await database.destroy();
      await asRoot(connection, `drop database if exists ${name} with (force)`);
    },
  };
}

async function startServer(): Promise<EmbeddedPostgres> {
  const folder = mkdtempSync(join(tmpdir(), "waybill-postgres-"));
  chmodSync(folder, 0o711); // the server's user comes through
  const postgres = await startEmbeddedPostgres({ folder, careless: true });
  stopWithUs(postgres.pid(), folder);
  const { connection } = postgres;
  await asRoot(connection, "create database migrated");
  const database = openDatabase({ ...connection, database: "migrated" }, { connections: 1 });
  await migrate(database);
  await ensureScopedRole(database);
  await database.destroy();
  return postgres;
}

/** However the tests end, killed or done: the pipe closes with us, and the guard stops the server. */
function stopWithUs(pid: number, folder: string): void {
  const script =
    'read _; kill -QUIT "$0"; while kill -0 "$0"; do sleep 0.1; [ "$((n+=1))" -lt 50 ] || break; done; rm -rf "$1"';
  const guard = spawn("sh", ["-c", script, String(pid), folder], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  guard.unref();
  (guard.stdin as unknown as { unref(): void }).unref();
}

async function asRoot(connection: PoolConfig, statement: string): Promise<void> {
  const client = new Client({ ...connection, database: "postgres" });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
