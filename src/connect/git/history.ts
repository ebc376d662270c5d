import { WaybillError } from "../../core/errors.ts";
import { type GitOptions, type Repository, runGit } from "./git.ts";
import { ChangeParser } from "./raw-log.ts";

/**
 * Every blob that some commit of the repository brought, once, and the paths that it had, in columns: hundreds of
 * thousands of them are held at a time.
 */
export interface History {
  readonly ids: readonly string[];
  /** Where each blob's places begin in the columns below, and at the end where they end; oldest first. */
  readonly firstPlace: Uint32Array;
  readonly paths: readonly string[];
  /** The oldest commit that brought the blob under this path, and when it was made in seconds since 1970. */
  readonly commits: readonly string[];
  readonly times: Float64Array;
  /** Git's mode: 0o100644, 0o100755, or 0o120000 for a symbolic link. */
  readonly modes: Uint16Array;
  /** Why not all of it could be listed. */
  readonly brokenOff?: string;
}

export interface HistoryOptions extends GitOptions {
  /** Only what these commits reach and no remote's branch here does. Full ids; default: everything. */
  readonly unpushed?: readonly string[] | undefined;
}

/** `-c` shows of a merge what none of its parents has, and nothing else. */
const LOG = ["log", "--raw", "-c", "-z", "--no-renames", "--no-abbrev", "--no-ext-diff", "--no-textconv"];

/** A reflog holds what a ref pointed to before: amended and dropped commits, and all stashes but the newest. */
const EVERYTHING = ["--all", "--reflog"];

/**
 * Every blob that is reached from any ref or reflog; those that only a merge brought are among them, submodules are not.
 * @throws WaybillError where git cannot be run, or does not know a commit that was named
 */
export async function listHistory(repository: Repository, options: HistoryOptions = {}): Promise<History> {
  const list = new HistoryList();
  const parser = new ChangeParser({
    commit: (id, time) => list.commit(id, time),
    change: (blob, path, mode) => list.add(blob, path, mode),
  });
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
  try {
    for await (const chunk of runGit(repository, words, options)) parser.push(chunk);
  } catch (error) {
    if (!(error instanceof WaybillError) || error.code !== "git/failed" || options.unpushed !== undefined) throw error;
    return list.columns(error.message); // what was listed before is there to be read
  }
  return list.columns();
}

/**
 * The commits that refs and reflogs name, each once, as full ids.
 * @throws WaybillError where git cannot be run, or one of them is not here
 */
export async function listTips(repository: Repository, options: GitOptions = {}): Promise<string[]> {
  const chunks: Buffer[] = [];
  const words = ["rev-list", "--no-walk=unsorted", ...EVERYTHING, "--"];
  for await (const chunk of runGit(repository, words, options)) chunks.push(chunk);
  return Buffer.concat(chunks).toString("latin1").split("\n").filter(Boolean);
}

/** `--not` turns about what follows it. */
function outgoing(commits: readonly string[]): string[] {
  for (const commit of commits)
    if (!/^[\da-f]{40,64}$/.test(commit)) throw new Error(`not a full commit id: ${commit}`);
  return ["--not", "--remotes", "--not", ...commits];
}

/** Paths that are remembered for one blob. */
const PLACES_KEPT = 8;

interface Place {
  readonly path: string;
  readonly commit: string;
  readonly time: number;
  readonly mode: number;
}

class HistoryList {
  readonly #blobs = new Map<string, Place | Place[]>();
  /** Each path is held once, however many blobs had it. */
  readonly #paths = new Map<string, string>();
  #commit = "";
  #time = 0;

  commit(id: string, time: number): void {
    this.#commit = id;
    this.#time = time;
  }

  add(blob: string, named: string, mode: number): void {
    let path = this.#paths.get(named);
    if (path === undefined) this.#paths.set(named, (path = named));
    const place: Place = { path, commit: this.#commit, time: this.#time, mode };
    const known = this.#blobs.get(blob);
    if (known === undefined) this.#blobs.set(blob, place);
    else if (Array.isArray(known)) remember(known, place);
    else if (known.path === path) {
      if (olderFirst(place, known) < 0) this.#blobs.set(blob, place);
    } else this.#blobs.set(blob, [known, place].sort(olderFirst));
  }

  columns(brokenOff?: string): History {
    const firstPlace = new Uint32Array(this.#blobs.size + 1);
    const places: Place[] = [];
    let at = 0;
    for (const known of this.#blobs.values()) {
      if (Array.isArray(known)) places.push(...known);
      else places.push(known);
      firstPlace[++at] = places.length;
    }
    return {
      ids: [...this.#blobs.keys()],
      firstPlace,
      paths: places.map(({ path }) => path),
      commits: places.map(({ commit }) => commit),
      times: Float64Array.from(places, ({ time }) => time),
      modes: Uint16Array.from(places, ({ mode }) => mode),
      ...(brokenOff !== undefined && { brokenOff }),
    };
  }
}

function remember(known: Place[], place: Place): void {
  const same = known.findIndex(({ path }) => path === place.path);
  const rival = known[same];
  if (rival !== undefined && olderFirst(place, rival) >= 0) return;
  if (rival !== undefined) known[same] = place;
  else known.push(place);
  known.sort(olderFirst).splice(PLACES_KEPT);
}

function olderFirst(a: Place, b: Place): number {
  return a.time - b.time || compare(a.commit, b.commit) || compare(a.path, b.path);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
