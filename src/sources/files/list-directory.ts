import { lstatSync, readdirSync, readlinkSync, type Stats } from "node:fs";
import { join } from "node:path";
import type { Gap } from "../../core/gap.ts";
import type { Limits } from "../../core/limits.ts";
import { compareText } from "../../core/order.ts";
import type { Entry } from "../../core/source.ts";
import { printable } from "../bounded-gaps.ts";
import { reasonOf } from "./inside.ts";

export interface ListedDirectory {
  /** In the order of a walk: a folder, what lies in it, the next. */
  readonly entries: readonly Entry[];
  readonly gaps: readonly Gap[];
  readonly leftOut: Readonly<Record<string, number>>;
}

export interface ListingRules {
  /** Leaves out git's own folders: their packed content is no file of the project. */
  readonly skipGit: boolean;
  /** Leaves out what is mounted into the tree. */
  readonly oneFileSystem: boolean;
  readonly limits: Limits;
  readonly signal?: AbortSignal | undefined;
}

/** Lists a tree without following any link. The same tree gives the same list on every machine. */
export function listDirectory(root: string, rules: ListingRules): ListedDirectory {
  const entries: Entry[] = [];
  const gaps: Gap[] = [];
  const leftOut: Record<string, number> = {};
  const leave = (reason: string) => {
    leftOut[reason] = (leftOut[reason] ?? 0) + 1;
  };
  const device = lstatSync(root).dev;

  const listFolder = (folder: string, depth: number): boolean => {
    rules.signal?.throwIfAborted();
    if (depth > rules.limits.depth) {
      gaps.push({ where: printable(folder), reason: `nested deeper than ${rules.limits.depth} folders` });
      return true;
    }
    for (const name of namesIn(root, folder, gaps)) {
      const path = folder === "" ? name : `${folder}/${name}`;
      if (rules.skipGit && name === ".git") {
        leave("git's own folder");
        continue;
      }
      if (entries.length >= rules.limits.entries) {
        gaps.push({
          where: printable(path),
          reason: `more than ${rules.limits.entries} entries: the rest was not looked at`,
        });
        return false;
      }
      const found = describeEntry(root, path, gaps);
      if (found === undefined) continue;
      if (rules.oneFileSystem && found.stats.dev !== device) {
        leave("mounted from elsewhere");
        continue;
      }
      entries.push(found.entry);
      if (found.entry.type === "directory" && !listFolder(path, depth + 1)) return false;
    }
    return true;
  };
  listFolder("", 1);
  return { entries, gaps, leftOut };
}

function namesIn(root: string, folder: string, gaps: Gap[]): string[] {
  try {
    return readdirSync(join(root, folder)).sort(compareText);
  } catch (fault) {
    gaps.push({ where: printable(folder || "."), reason: reasonOf(fault) });
    return [];
  }
}

/** Undefined, with a gap, for an entry that cannot be asked. */
export function describeEntry(root: string, path: string, gaps: Gap[]): { entry: Entry; stats: Stats } | undefined {
  const file = join(root, path);
  try {
    const stats = lstatSync(file);
    const entry = entryOf(path, stats);
    return { stats, entry: entry.type === "symlink" ? { ...entry, linkTo: readlinkSync(file) } : entry };
  } catch (fault) {
    gaps.push({ where: printable(path), reason: reasonOf(fault) });
    return undefined;
  }
}

function entryOf(path: string, stats: Stats): Entry {
  const type = typeOf(stats);
  const size = type === "file" ? stats.size : 0;
  return { path, type, size, mode: stats.mode & 0o7777, uid: stats.uid, gid: stats.gid };
}

function typeOf(stats: Stats): Entry["type"] {
  if (stats.isFile()) return "file";
  if (stats.isDirectory()) return "directory";
  return stats.isSymbolicLink() ? "symlink" : "other";
}
