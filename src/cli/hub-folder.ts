import { existsSync } from "node:fs";
import { join } from "node:path";

/**
 * Where the hub's own database lies: below the data folder. Root's usual one is below /root, where the database's user,
 * who is never root, cannot come; it is a service's folder then.
 * @param wish what `--data` says
 */
export function hubFolderOf(dataDirectory: string, wish: unknown): string {
  const usual = join(dataDirectory, "hub");
  if (process.getuid?.() !== 0 || typeof wish === "string" || existsSync(usual)) return usual;
  return process.env["XDG_DATA_HOME"] ? usual : "/var/lib/waybill/hub";
}

/** Which database the hub uses: that of DATABASE_URL, else its own. */
export function hubDatabaseOf(dataDirectory: string, wish: unknown): { databaseUrl?: string; hubFolder: string } {
  const databaseUrl = process.env["DATABASE_URL"] || undefined;
  return { hubFolder: hubFolderOf(dataDirectory, wish), ...(databaseUrl !== undefined && { databaseUrl }) };
}
