import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { closeSync, lstatSync, mkdirSync, openSync, realpathSync, renameSync, statSync } from "node:fs";
import { tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { WaybillError } from "../../core/errors.ts";
import { type Binaries, layOutBinaries } from "./binaries.ts";
import { DATABASE_USER, ensureCluster, identityOf, serverEnvironment } from "./cluster.ts";
import { lockFolder } from "./hub-lock.ts";
import { clearLeftovers, PORT, runningServer } from "./leftovers.ts";
import { runs } from "./processes.ts";
import { assertReachable, makeOwnFolder, type ServerUser, serverUser } from "./server-user.ts";

export interface EmbeddedOptions {
  /** Made where it is not there; holds the cluster, the programs, the socket and the server's log. */
  readonly folder: string;
  /** Said when something happens that an operator wants to know. */
  readonly say?: (message: string) => void;
  /** For tests, whose data nobody misses: do not wait for the disk. */
  readonly careless?: boolean;
}

/** A PostgreSQL of our own: on a private socket, without TCP, started again when it dies. */
export interface EmbeddedPostgres {
  /** For `pg`: the socket's folder, user and database. */
  readonly connection: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly database: string;
  };
  /** The server's process. */
  pid(): number;
  /** Ends the server after its running transactions are rolled back, and gives the folder free. */
  stop(): Promise<void>;
}

/** The longest that a server may need to be ready: it replays its log after a crash. */
const PATIENCE = 10 * 60_000;

/** Starts the server of a folder, or takes on the one that a killed hub left. @throws WaybillError */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  mkdirSync(options.folder, { recursive: true, mode: 0o711 });
  const folder = realpathSync(options.folder);
  const unlock = lockFolder(join(folder, "hub.lock"));
  try {
    return await supervise(folder, options, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

async function supervise(folder: string, options: EmbeddedOptions, unlock: () => void): Promise<EmbeddedPostgres> {
  const { say = () => {}, careless = false } = options;
  const cluster = join(folder, "cluster");
  const user = serverUser(cluster);
  assertReachable(folder, user);
  const socket = socketFolder(folder, user);
  const binaries = layOutBinaries(folder);
  await ensureCluster(cluster, binaries, user, careless);
  const server = { folder, cluster, socket, user, binaries, careless };
  let pid = await startOrAdopt(server, say);
  let starting: Promise<void> | undefined;
  const restart = async () => {
    say("the database died; it is started again");
    try {
      pid = await startOrAdopt(server, say);
    } catch (error) {
      say(`the database did not start again: ${error instanceof Error ? error.message : "unknown"}`);
    } finally {
      starting = undefined;
    }
  };
  const watch = setInterval(() => {
    if (starting === undefined && !runs(pid)) starting = restart();
  }, 500).unref();
  await ensureDatabase(socket);
  return {
    connection: connectionTo(socket),
    pid: () => pid,
    async stop() {
      clearInterval(watch);
      await starting;
      await end(pid);
      unlock();
    },
  };
}

/** How to reach the server that listens in a folder. */
export function connectionTo(socket: string): EmbeddedPostgres["connection"] {
  return { host: socket, port: PORT, user: DATABASE_USER, database: DATABASE_USER };
}

interface Server {
  readonly folder: string;
  readonly cluster: string;
  readonly socket: string;
  readonly user: ServerUser;
  readonly binaries: Binaries;
  readonly careless: boolean;
}

async function startOrAdopt(server: Server, say: (message: string) => void): Promise<number> {
  const orphan = runningServer(server.cluster);
  if (orphan?.socketFolder === server.socket) {
    say("the database of a hub that was killed still runs; it is taken on");
    await ready(server, orphan.pid);
    return orphan.pid;
  }
  if (orphan !== undefined) await end(orphan.pid); // listens where we would not find it
  await clearLeftovers(server.cluster, server.socket);
  const pid = launch(server);
  await ready(server, pid);
  return pid;
}

/** In a session of its own, so that Ctrl-C at the terminal reaches the hub alone, which then stops it in order. */
function launch({ folder, cluster, socket, user, binaries, careless }: Server): number {
  const settings = {
    listen_addresses: "",
    unix_socket_directories: socket,
    unix_socket_permissions: "0700",
    port: String(PORT),
    max_connections: "60",
    shared_buffers: `${careless ? LEAST_BUFFERS : buffers()}MB`,
    wal_compression: "on",
    max_wal_size: "1GB",
    jit: "off", // costs more than it saves on short queries
    log_min_messages: "warning",
    log_statement: "none",
    log_parameter_max_length: "0",
    log_parameter_max_length_on_error: "0",
    timezone: "UTC",
    ...(careless && { fsync: "off", full_page_writes: "off" }),
  };
  const words = ["-D", cluster, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])];
  const log = openLog(join(folder, "postgres.log"));
  const child = spawn(binaries.postgres, words, {
    cwd: cluster,
    env: serverEnvironment(),
    stdio: ["ignore", log, log],
    detached: true,
    ...identityOf(user),
  });
  closeSync(log);
  child.on("error", () => {}); // told by `ready`, which sees no process
  child.unref();
  return child.pid ?? 0;
}

/** Of the memory that we may use, an eighth is the server's own cache; MiB. What is not read is not taken. */
const LEAST_BUFFERS = 128;
const MOST_BUFFERS = 1_024;

function buffers(): number {
  const limit = process.constrainedMemory();
  const memory = limit > 0 ? Math.min(limit, totalmem()) : totalmem();
  return Math.round(Math.min(MOST_BUFFERS, Math.max(LEAST_BUFFERS, memory / 8 / 1024 / 1024)));
}

/** Holds one older log of at most 10 MiB, too. */
function openLog(path: string): number {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 10 * 1024 * 1024) renameSync(path, `${path}.1`);
  return openSync(path, "a", 0o600);
}

async function ready({ socket, folder }: Server, pid: number): Promise<void> {
  for (const deadline = Date.now() + PATIENCE; Date.now() < deadline; ) {
    if (await answers(socket)) return;
    if (!runs(pid)) break;
    await sleep(15);
  }
  throw new WaybillError(
    "hub/database-did-not-start",
    "The database did not start.",
    `Its last words are at the end of ${join(folder, "postgres.log")}.`,
  );
}

async function answers(socket: string): Promise<boolean> {
  const client = clientOf(socket);
  try {
    await client.connect();
    await client.query("select 1");
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

async function ensureDatabase(socket: string): Promise<void> {
  const client = clientOf(socket);
  await client.connect();
  try {
    const { rowCount } = await client.query("select 1 from pg_database where datname = $1", [DATABASE_USER]);
    if (rowCount === 0) await client.query(`create database ${DATABASE_USER}`);
  } finally {
    await client.end();
  }
}

function clientOf(socket: string): Client {
  const client = new Client({ host: socket, port: PORT, user: DATABASE_USER, database: "postgres" });
  client.on("error", () => {}); // the server may go down while we ask
  return client;
}

/** Asks for a fast stop, then for an immediate one. */
async function end(pid: number): Promise<void> {
  for (const [signal, patience] of [
    ["SIGINT", 30_000],
    ["SIGQUIT", 10_000],
    ["SIGKILL", 5_000],
  ] as const) {
    if (!runs(pid)) return;
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    for (const deadline = Date.now() + patience; runs(pid) && Date.now() < deadline; ) await sleep(10);
  }
}

/** Bytes that a socket's path may have, with its name in it; the least of our systems. */
const LONGEST_SOCKET = 103 - `/.s.PGSQL.${PORT}.lock`.length;

/**
 * A folder that nobody else may enter. Below the hub's own, or, where that path is too long for a socket, below the
 * temporary one under a name that follows from it.
 */
function socketFolder(folder: string, user: ServerUser): string {
  const near = join(folder, "socket");
  const name = createHash("sha256").update(folder).digest("hex").slice(0, 16);
  const path = near.length <= LONGEST_SOCKET ? near : join(tmpdir(), `waybill-${name}`);
  makeOwnFolder(path, user);
  const { uid, mode } = lstatSync(path);
  if (uid === user.uid && (mode & 0o077) === 0 && lstatSync(path).isDirectory()) return path;
  throw new WaybillError(
    "hub/unsafe-socket",
    `${path}, where the database would listen, belongs to somebody else or is open to others.`,
    "Remove it, or name a folder with a shorter path with --data.",
  );
}
