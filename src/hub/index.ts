export { type BackedUp, writeBackup } from "./backup/backup.ts";
export { readBackup } from "./backup/restore.ts";
export { withHubDatabase } from "./backup/with-hub-database.ts";
export { type RunningHub, startHub } from "./start-hub.ts";
