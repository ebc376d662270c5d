import { Kysely, PostgresDialect } from "kysely";
import { Pool, type PoolConfig, TypeOverrides, types } from "pg";
import { WaybillError } from "../../core/errors.ts";
import type { Tables } from "./tables.ts";

export type Database = Kysely<Tables>;

/** The oldest PostgreSQL that has all we ask of it. */
const OLDEST = 15;

/** No request may keep the database busy for longer; milliseconds. */
const STATEMENT_TIMEOUT = 10_000;

/** Numbers of 64 bits are counts and row numbers here and stay below 2^53: `pg` alone would answer text. */
const INT8_LIST = 1016;
const TYPES = new TypeOverrides();
TYPES.setTypeParser(types.builtins.INT8, Number);
TYPES.setTypeParser(INT8_LIST, (text) => (text === "{}" ? [] : text.slice(1, -1).split(",").map(Number)));

export interface OpenOptions {
  /** Milliseconds; 0 for none, as migrations and backups need. */
  readonly statementTimeout?: number;
  readonly connections?: number;
  /** An idle connection broke; the pool makes another. */
  readonly onLost?: (error: Error) => void;
}

/** Opens a pool. Nothing is connected yet. */
export function openDatabase(connection: PoolConfig, options: OpenOptions = {}): Database {
  const { statementTimeout = STATEMENT_TIMEOUT, connections = 10, onLost = () => {} } = options;
  const pool = new Pool({
    ...connection,
    types: TYPES,
    max: connections,
    application_name: "waybill",
    connectionTimeoutMillis: 10_000,
    ...(statementTimeout > 0 && { statement_timeout: statementTimeout, query_timeout: statementTimeout + 2_000 }),
    idle_in_transaction_session_timeout: 60_000,
  });
  pool.on("error", onLost); // without a listener, a server that stops would end the process
  const database: Database = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  POOLS.set(database, pool);
  return database;
}

const POOLS = new WeakMap<Database, Pool>();

/** The connections behind a database that `openDatabase` opened. */
export function poolOf(database: Database): Pool {
  const pool = POOLS.get(database);
  if (pool === undefined) throw new Error("a transaction, or a database that was not opened here");
  return pool;
}

/** @throws WaybillError when it is older than we need */
export function assertNewEnough(version: number): void {
  const major = Math.floor(version / 10_000);
  if (major < OLDEST)
    throw new WaybillError(
      "hub/old-database",
      `The PostgreSQL behind DATABASE_URL is version ${major}.`,
      `Waybill needs ${OLDEST} or newer.`,
    );
}
