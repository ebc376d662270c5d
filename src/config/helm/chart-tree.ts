import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { codeOf, insideRoot, openRegular } from "../../sources/files/inside.ts";

/** Bytes of one file that a template reads, and of all that one run reads. */
const LARGEST = 1024 * 1024;
const MOST = 32 * 1024 * 1024;
/** Names that are listed below one chart. */
const MOST_NAMES = 2_000;
const DEEPEST = 16;
/** Folders of other programs, where a chart is the top of a repository. */
const OTHERS = new Set([".git", "node_modules"]);

/** The tree that charts lie in, for the files that their templates read. Undefined for what is not there or is not given out. */
export interface ChartTree {
  read(path: string): string | undefined;
  /** The regular files below a chart's folder, by their ways from it, in the order of their names. */
  list(folder: string): ReadonlySet<string> | undefined;
}

/** Files below a root; no link is followed, and none leads out of it. */
export function chartTree(root: string): ChartTree {
  const inside = insideRoot(root);
  const texts = new Map<string, string | undefined>();
  const lists = new Map<string, ReadonlySet<string> | undefined>();
  let left = MOST;
  const read = (path: string): string | undefined => {
    const file = inside.locate(path);
    if (file === undefined) return undefined;
    return told(() => {
      using open = openRegular(file);
      left -= open.stats.size;
      return open.stats.size > LARGEST || left < 0 ? undefined : readFileSync(open.descriptor, "utf8");
    });
  };
  return {
    read: (path) => remembered(texts, path, () => read(path)),
    list: (folder) =>
      remembered(lists, folder, () => {
        const start = inside.locate(join(folder, "Chart.yaml"));
        return start === undefined ? undefined : told(() => namesBelow(join(start, "..")));
      }),
  };
}

function remembered<T>(known: Map<string, T>, key: string, make: () => T): T {
  if (!known.has(key)) known.set(key, make());
  return known.get(key) as T;
}

/** What cannot be read is as if it were not given out, and the chart is told to be blind. */
function told<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (fault) {
    if (codeOf(fault) === undefined) throw fault;
    return undefined;
  }
}

function namesBelow(root: string): ReadonlySet<string> | undefined {
  const names: string[] = [];
  const pending = [{ folder: "", depth: 0 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const entry of readdirSync(join(root, next.folder), { withFileTypes: true })) {
      const path = next.folder === "" ? entry.name : `${next.folder}/${entry.name}`;
      if (entry.isFile()) names.push(path);
      else if (entry.isDirectory() && !OTHERS.has(entry.name) && next.depth < DEEPEST)
        pending.push({ folder: path, depth: next.depth + 1 });
      if (names.length + pending.length > MOST_NAMES) return undefined;
    }
  }
  return new Set(names.toSorted());
}
