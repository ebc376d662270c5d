import { ownDatabase } from "./own-database.ts";
import type { RunningHub, StartOptions } from "./start-hub.ts";

export { type BackedUp, writeBackup } from "./backup/backup.ts";
export { readBackup } from "./backup/restore.ts";
export { withHubDatabase } from "./backup/with-hub-database.ts";
export type { RunningHub } from "./start-hub.ts";

/** Starts a hub. Its database starts while the rest of it is loaded. @throws WaybillError when something keeps it from that */
export async function startHub(options: StartOptions): Promise<RunningHub> {
  const embedded = ownDatabase(options);
  embedded?.catch(() => {}); // told by whoever waits for it
  const { startHub: start } = await import("./start-hub.ts");
  return await start(options, embedded);
}
