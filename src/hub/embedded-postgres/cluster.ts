import { execFile } from "node:child_process";
import { chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { WaybillError } from "../../core/errors.ts";
import type { Binaries } from "./binaries.ts";
import { makeOwnFolder, type ServerUser } from "./server-user.ts";

/** The superuser and the database of the embedded server. */
export const DATABASE_USER = "waybill";

/** Makes the cluster where there is none. One that was not finished is begun anew. @throws WaybillError */
export async function ensureCluster(
  cluster: string,
  binaries: Binaries,
  user: ServerUser,
  careless: boolean,
): Promise<void> {
  const version = join(cluster, "PG_VERSION");
  if (!existsSync(version)) await createCluster(cluster, binaries, user, careless);
  const major = Number(readFileSync(version, "utf8").trim());
  if (major !== binaries.major)
    throw new WaybillError(
      "hub/other-major",
      `The database in ${cluster} was made by PostgreSQL ${major}, and this Waybill brings ${binaries.major}.`,
      "Run `waybill backup` with the version that made it, and `waybill restore` with this one into an empty folder.",
    );
  allowNobodyElse(cluster, user);
}

async function createCluster(
  cluster: string,
  { initdb }: Binaries,
  user: ServerUser,
  careless: boolean,
): Promise<void> {
  const partial = `${cluster}.partial`;
  rmSync(partial, { recursive: true, force: true });
  makeOwnFolder(partial, user);
  const words = [
    ["-D", partial, "-U", DATABASE_USER, "-E", "UTF8", "--data-checksums", "--no-instructions"],
    ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"],
    ["--auth-local=peer", "--auth-host=reject", ...(careless ? ["--no-sync"] : [])],
  ].flat();
  try {
    await promisify(execFile)(initdb, words, { cwd: partial, env: serverEnvironment(), ...identityOf(user) });
  } catch (error) {
    const { stderr = "", message } = error as { stderr?: string; message: string };
    throw new WaybillError(
      "hub/no-cluster",
      `The database could not be made in ${cluster}: ${(stderr.trim() || message).split("\n").at(-1)}`,
      "Set DATABASE_URL to another PostgreSQL, or name another folder with --data.",
      { cause: error },
    );
  }
  renameSync(partial, cluster);
}

/** Only the user of the hub and the server's own come in, told by the system and not by what they say. */
function allowNobodyElse(cluster: string, user: ServerUser): void {
  const names = new Set([user.name, ...(process.getuid?.() === 0 ? ["root"] : [])]);
  const files = {
    "pg_hba.conf": "local all all peer map=hub\n",
    "pg_ident.conf": [...names].map((name) => `hub "${name}" ${DATABASE_USER}\n`).join(""),
  };
  for (const [name, text] of Object.entries(files)) {
    const path = join(cluster, name);
    writeFileSync(path, text, { mode: 0o600 });
    if (process.getuid?.() === 0) chownSync(path, user.uid, user.gid);
  }
}

/** Nothing of our own environment, which may hold passwords, reaches the server. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  return { LC_ALL: "C", TZ: "UTC", PATH: "/usr/bin:/bin" };
}

/** Under whom a child is to run; nothing where it is our own user. */
export function identityOf({ uid, gid }: ServerUser): { uid?: number; gid?: number } {
  return process.getuid?.() === 0 ? { uid, gid } : {};
}
