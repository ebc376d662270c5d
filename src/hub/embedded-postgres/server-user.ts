import { chownSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { WaybillError } from "../../core/errors.ts";

/** Under whom the server runs. */
export interface ServerUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** Users that a service may be given to, the most particular first. */
const CANDIDATES = ["waybill", "postgres", "nobody"];

/**
 * Whose the server is: the user who starts it, but never root, for whom PostgreSQL refuses to run. Root gives it to the
 * owner of the cluster that is there, else to a user made for such things.
 */
export function serverUser(cluster: string): ServerUser {
  const uid = process.getuid?.() ?? -1;
  const known = users();
  if (uid !== 0) {
    const own = known.find((user) => user.uid === uid);
    if (own === undefined && process.platform === "linux")
      throw new WaybillError(
        "hub/no-user",
        `The user with the number ${uid} has no name in /etc/passwd, and PostgreSQL refuses to run for such a user.`,
        "Set DATABASE_URL, or run as a user that has a name.",
      );
    return own ?? { name: process.env["USER"] ?? "", uid, gid: process.getgid?.() ?? -1 };
  }
  const owner = ownerOf(cluster);
  const user =
    known.find((one) => one.uid === owner && owner !== 0) ??
    CANDIDATES.flatMap((name) => known.find((one) => one.name === name) ?? [])[0];
  if (user !== undefined) return user;
  throw new WaybillError(
    "hub/no-user",
    "PostgreSQL does not run as root, and there is no user called waybill, postgres or nobody to run it.",
    "Make one (`useradd --system waybill`), run as another user, or set DATABASE_URL.",
  );
}

/** Makes a folder that is the server's alone. One that is there already is left as it is, and not followed. */
export function makeOwnFolder(path: string, { uid, gid }: ServerUser): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return;
    throw error;
  }
  if (process.getuid?.() === 0) chownSync(path, uid, gid);
}

/** @throws WaybillError where the server's user cannot come to the folder */
export function assertReachable(folder: string, { name, uid, gid }: ServerUser): void {
  if (process.getuid?.() !== 0) return;
  for (let path = folder; ; path = dirname(path)) {
    const { mode, uid: owner, gid: group } = statSync(path);
    const bit = owner === uid ? 0o100 : group === gid ? 0o010 : 0o001;
    if ((mode & bit) === 0)
      throw new WaybillError(
        "hub/out-of-reach",
        `The database runs as ${name}, who may not enter ${path}.`,
        `Name another folder with --data, such as /var/lib/waybill, or let ${name} through (chmod o+x).`,
      );
    if (path === dirname(path)) return;
  }
}

function ownerOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.uid;
}

function users(): ServerUser[] {
  try {
    return readFileSync("/etc/passwd", "utf8")
      .split("\n")
      .flatMap((line) => {
        const [name = "", , uid, gid] = line.split(":");
        return name === "" || uid === undefined || gid === undefined
          ? []
          : [{ name, uid: Number(uid), gid: Number(gid) }];
      });
  } catch {
    return [];
  }
}
