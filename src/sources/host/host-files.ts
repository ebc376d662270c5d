import { lstatSync, readdirSync, readlinkSync, readSync, type Stats } from "node:fs";
import { join } from "node:path";
import { codeOf, openRegular } from "../files/inside.ts";

/** Why a path of the machine was not seen. `missing`: there is none; `denied`: it is there, or may be, and was not shown. */
export interface Unseen {
  readonly unseen: "missing" | "denied";
  readonly reason: string;
}

export interface HostEntry {
  /** The path that links led to, from the machine's root. */
  readonly path: string;
  readonly type: "file" | "directory" | "symlink" | "other";
  /** Permission bits, with setuid, setgid and sticky. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
}

/** Most names of one folder that are listed, and most links on the way to a file. */
const MOST_NAMES = 20_000;
const MOST_LINKS = 40;

/**
 * The files of one machine below its root, which need not be this process's own: links are followed as that machine would
 * follow them, and never lead out. Only what is asked for is opened; nothing is written.
 */
export class HostFiles {
  readonly root: string;
  #accounts: { users: ReadonlyMap<number, string>; groups: ReadonlyMap<number, string> } | undefined;

  /** @param root folder in this process's file system; `/` for the machine itself */
  constructor(root: string) {
    this.root = root;
  }

  /** @param follows whether a link at the very end is followed, too */
  stat(path: string, follows = true): HostEntry | Unseen {
    const found = this.#walk(path, follows);
    if ("unseen" in found) return found;
    const { stats, inside } = found;
    const { mode, uid, gid, size } = stats;
    return { path: inside, type: typeOf(stats), mode: mode & 0o7777, uid, gid, size };
  }

  /** A regular file as UTF-8. @param limit greatest number of bytes; a longer file is `denied` */
  read(path: string, limit: number): string | Unseen {
    const found = this.#walk(path, true);
    if ("unseen" in found) return found;
    try {
      using file = openRegular(this.#outside(found.inside));
      const buffer = Buffer.allocUnsafe(Math.min(limit + 1, Math.max(64 * 1024, file.stats.size + 1)));
      let length = 0; // files of /proc have no size
      for (let read = -1; read !== 0 && length < buffer.length; length += read)
        read = readSync(file.descriptor, buffer, length, buffer.length - length, null);
      return length < buffer.length ? buffer.toString("utf8", 0, length) : unseen("denied", "too large to be read");
    } catch (fault) {
      return unseenBy(fault);
    }
  }

  /** The names in a folder, sorted. */
  list(path: string): readonly string[] | Unseen {
    const found = this.#walk(path, true);
    if ("unseen" in found) return found;
    try {
      const names = readdirSync(this.#outside(found.inside)).sort();
      return names.length > MOST_NAMES ? unseen("denied", `more than ${MOST_NAMES} names`) : names;
    } catch (fault) {
      return unseenBy(fault);
    }
  }

  /** The names of an entry's owner and group by the machine's own files; `UNKNOWN` for a number that they do not hold. */
  owners({ uid, gid }: Pick<HostEntry, "uid" | "gid">): { readonly user: string; readonly group: string } {
    this.#accounts ??= { users: this.#names("/etc/passwd"), groups: this.#names("/etc/group") };
    const { users, groups } = this.#accounts;
    return { user: users.get(uid) ?? "UNKNOWN", group: groups.get(gid) ?? "UNKNOWN" };
  }

  #names(path: string): ReadonlyMap<number, string> {
    const names = new Map<number, string>([[0, "root"]]);
    const text = this.read(path, 4 * 1024 * 1024);
    for (const line of typeof text === "string" ? text.split("\n") : []) {
      const [name = "", , id = ""] = line.split(":");
      if (name !== "" && /^\d+$/.test(id) && !names.has(Number(id))) names.set(Number(id), name);
    }
    return names;
  }

  #outside(inside: string): string {
    return join(this.root, inside);
  }

  #walk(path: string, follows: boolean): { readonly inside: string; readonly stats: Stats } | Unseen {
    if (path.includes("\0")) return unseen("missing", "no path");
    const left = path.split("/").reverse();
    const way: string[] = [];
    let links = 0;
    let stats = this.#lstat("/");
    while (left.length > 0 && !("unseen" in stats)) {
      const name = left.pop() ?? "";
      if (name === "" || name === ".") continue;
      if (name === "..") {
        way.pop();
        stats = this.#lstat(`/${way.join("/")}`);
        continue;
      }
      const inside = `/${[...way, name].join("/")}`;
      stats = this.#lstat(inside);
      if ("unseen" in stats) break;
      if (!stats.isSymbolicLink() || (!follows && left.every((rest) => rest === ""))) {
        way.push(name);
        continue;
      }
      if (++links > MOST_LINKS) return unseen("denied", "too many links");
      const target = this.#readlink(inside);
      if (typeof target !== "string") return target;
      if (target.startsWith("/")) way.length = 0;
      left.push(...target.split("/").reverse());
      stats = this.#lstat(`/${way.join("/")}`);
    }
    return "unseen" in stats ? stats : { inside: `/${way.join("/")}`, stats };
  }

  #lstat(inside: string): Stats | Unseen {
    try {
      return lstatSync(this.#outside(inside));
    } catch (fault) {
      return unseenBy(fault);
    }
  }

  #readlink(inside: string): string | Unseen {
    try {
      return readlinkSync(this.#outside(inside));
    } catch (fault) {
      return unseenBy(fault);
    }
  }
}

function typeOf(stats: Stats): HostEntry["type"] {
  if (stats.isFile()) return "file";
  if (stats.isDirectory()) return "directory";
  return stats.isSymbolicLink() ? "symlink" : "other";
}

function unseen(kind: Unseen["unseen"], reason: string): Unseen {
  return { unseen: kind, reason };
}

function unseenBy(fault: unknown): Unseen {
  const code = codeOf(fault);
  if (code === undefined) throw fault;
  if (["ENOENT", "ENOTDIR", "ESRCH"].includes(code)) return unseen("missing", "it is not there");
  if (["EACCES", "EPERM"].includes(code)) return unseen("denied", "permission denied");
  return unseen("denied", code === "EINVAL" ? "it is not a regular file" : `it could not be read: ${code}`);
}
