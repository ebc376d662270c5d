import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** Where caches lie: may be deleted at any time. */
export function cacheDirectoryOf(wish: string | undefined, environment: NodeJS.ProcessEnv = process.env): string {
  return resolve(wish ?? join(environment["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "waybill"));
}

/** Where the advisory database and other kept data lie. */
export function dataDirectoryOf(wish: string | undefined, environment: NodeJS.ProcessEnv = process.env): string {
  return resolve(wish ?? join(environment["XDG_DATA_HOME"] || join(homedir(), ".local", "share"), "waybill"));
}
