import { existsSync, realpathSync } from "node:fs";
import { join } from "node:path";
import type { PoolConfig } from "pg";
import { reachDatabase } from "../db/reach-database.ts";
import { runningServer } from "../embedded-postgres/leftovers.ts";
import { connectionTo, startEmbeddedPostgres } from "../embedded-postgres/supervisor.ts";

export interface WhichDatabase {
  readonly databaseUrl?: string;
  readonly hubFolder: string;
}

/**
 * Does something with a hub's database, whether or not the hub runs: of an embedded one that does not run, the server is
 * started for as long.
 */
export async function withHubDatabase<T>(
  { databaseUrl, hubFolder }: WhichDatabase,
  work: (connection: PoolConfig) => Promise<T>,
): Promise<T> {
  if (databaseUrl !== undefined) {
    await reachDatabase({ connectionString: databaseUrl });
    return await work({ connectionString: databaseUrl });
  }
  const cluster = join(hubFolder, "cluster");
  const running = existsSync(cluster) ? runningServer(join(realpathSync(hubFolder), "cluster")) : undefined;
  if (running !== undefined) return await work(connectionTo(running.socketFolder));
  const server = await startEmbeddedPostgres({ folder: hubFolder });
  try {
    return await work(server.connection);
  } finally {
    await server.stop();
  }
}
