import { type GitOptions, type Repository, runGit } from "./git.ts";
import { nulRecords } from "./records.ts";

/** A blob that some commit of the repository brought, under each path that it had. */
export interface HistoricBlob {
  readonly blob: string;
  /** Oldest first; the commit is the oldest that brought the blob under this path. */
  readonly places: readonly { readonly path: string; readonly commit: string; readonly mode: number }[];
}

export interface HistoryOptions extends GitOptions {
  /** Only what these commits reach and no remote's branch here does. Full ids; default: everything. */
  readonly unpushed?: readonly string[] | undefined;
}

/** Paths that are remembered for one blob. */
const PLACES_KEPT = 8;

interface Place {
  path: string;
  commit: string;
  time: number;
  mode: number;
}

/**
 * Every blob that is reached from any ref or reflog, once, sorted by its first path and then by age, so that versions of
 * one file stand behind each other: git unpacks neighbours together, and what did not change need not be read again.
 * Blobs that only a merge brought are among them. Submodules are not.
 */
export async function listHistory(repository: Repository, options: HistoryOptions = {}): Promise<HistoricBlob[]> {
  const places = new Map<string, Place[]>();
  for await (const { blob, ...place } of changes(repository, options)) {
    if (blob === "") continue;
    const known = places.get(blob);
    if (known === undefined) places.set(blob, [place]);
    else remember(known, place);
  }
  return [...places]
    .map(([blob, found]) => ({ blob, found: found.sort(olderFirst) }))
    .sort((a, b) => firstPath(a.found, b.found) || firstTime(a.found, b.found) || compare(a.blob, b.blob))
    .map(({ blob, found }) => ({
      blob,
      places: found.map(({ path, commit, mode }) => ({ path, commit, mode })),
    }));
}

function firstPath([a]: readonly Place[], [b]: readonly Place[]): number {
  return compare(a?.path ?? "", b?.path ?? "");
}

function firstTime([a]: readonly Place[], [b]: readonly Place[]): number {
  return (a?.time ?? 0) - (b?.time ?? 0);
}

function remember(known: Place[], place: Place): void {
  const same = known.findIndex(({ path }) => path === place.path);
  const rival = known[same];
  if (rival === undefined) {
    known.push(place);
    known.sort(olderFirst).splice(PLACES_KEPT);
  } else if (olderFirst(place, rival) < 0) known[same] = place;
}

function olderFirst(a: Place, b: Place): number {
  return a.time - b.time || compare(a.commit, b.commit) || compare(a.path, b.path);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** `-c` shows of a merge what none of its parents has, and nothing else. */
const LOG = ["log", "--raw", "-c", "-z", "--no-renames", "--no-abbrev", "--no-ext-diff", "--no-textconv"];

/** A reflog holds what a ref pointed to before: amended and dropped commits, and all stashes but the newest. */
const EVERYTHING = ["--all", "--reflog"];

/** `--not` turns about what follows it. */
function outgoing(commits: readonly string[]): string[] {
  for (const commit of commits)
    if (!/^[\da-f]{40,64}$/.test(commit)) throw new Error(`not a full commit id: ${commit}`);
  return ["--not", "--remotes", "--not", ...commits];
}

async function* changes(repository: Repository, options: HistoryOptions): AsyncGenerator<Place & { blob: string }> {
  const words = [
    ...LOG,
    "--no-color",
    "--no-notes",
    "--no-decorate",
    "-O/dev/null",
    "--root",
    "--format=commit %H %ct",
    ...(options.unpushed === undefined ? EVERYTHING : outgoing(options.unpushed)),
    "--",
  ];
  let commit = "";
  let time = 0;
  let pending: { blob: string; mode: number } | undefined;
  for await (const record of nulRecords(runGit(repository, words, options))) {
    if (pending !== undefined) {
      yield { ...pending, path: record, commit, time };
      pending = undefined;
      continue;
    }
    const line = record.trimStart();
    if (line.startsWith("commit ")) {
      const [, id = "", seconds = ""] = line.split(" ");
      commit = id;
      time = Number(seconds);
    } else if (line.startsWith(":")) pending = readChange(line);
  }
}

const GONE = /^0+$/;

/**
 * `:100644 100755 OLD NEW M`, or for a merge of n parents n colons, n + 1 modes and n + 1 ids. The path follows as
 * the next record. A removal or a submodule still has that record, so it is answered with an empty blob.
 */
function readChange(line: string): { blob: string; mode: number } {
  const parents = line.length - line.replace(/^:+/, "").length;
  const words = line.slice(parents).split(" ");
  const mode = Number.parseInt(words[parents] ?? "", 8);
  const blob = words[2 * parents + 1] ?? "";
  return { blob: GONE.test(blob) || mode === 0o160000 ? "" : blob, mode };
}
