import {
  type History,
  listHistory,
  listLooseRefs,
  listTips,
  objectsFolder,
  type Repository,
} from "../../connect/git/index.ts";
import { WaybillError } from "../../core/errors.ts";
import type { Gap } from "../../core/gap.ts";
import type { Limits } from "../../core/limits.ts";
import { compareText } from "../../core/order.ts";
import { describePlace } from "../../core/place.ts";
import type { Stratum } from "../../core/source.ts";
import { printable } from "../bounded-gaps.ts";
import { blobStrata, refusal } from "./blob-strata.ts";
import { listPackedHistory } from "./listing/list-history.ts";
import { openPacks } from "./packs/open-packs.ts";
import { PackShelf } from "./packs/pack-shelf.ts";
import { entriesOf, selectBlobs } from "./packs/piece.ts";
import type { NamedBlob } from "./walk-blobs.ts";

/**
 * @param identity of the repository, the same in every clone
 * @returns the ids of blobs of the history that were looked at before
 */
export type KnownBlobs = (identity: string, history: History) => ReadonlySet<string>;

export interface HistoryOptions {
  /** Only what these commits bring that no remote has yet. */
  readonly unpushed?: readonly string[] | undefined;
  readonly isShallow: boolean;
  /** Asked for the blobs that need not be looked at again. */
  readonly known?: ((history: History) => ReadonlySet<string>) | undefined;
  readonly limits: Limits;
  readonly signal?: AbortSignal | undefined;
}

export interface Past {
  readonly strata: Stratum[];
  readonly gaps: Gap[];
  readonly leftOut: Readonly<Record<string, number>>;
}

/** Everything that the repository ever held: out of its packs, and what is in none of them out of git. */
export async function openHistory(
  repository: Repository,
  { unpushed, isShallow, known, limits, signal }: HistoryOptions,
): Promise<Past> {
  const gaps: Gap[] = [];
  const objects = await objectsFolder(repository, { signal });
  const { history, shelf } = await list(repository, objects, { unpushed, isShallow, signal });
  if (history.brokenOff !== undefined) {
    gaps.push({ where: "history", reason: `it could not be listed to its end: ${history.brokenOff}` });
  }
  const all = plainOnly(history, limits, gaps);
  const plain = known === undefined ? all : without(all, known(all));
  const { pieces, left, ringed } = openPacks(repository, shelf, plain);
  shelf.close();
  for (const blob of ringed) gaps.push(unreadable(plain, blob, "the deltas that it is made of go in a ring"));
  const packed = pieces.map(({ locator, weight }): Stratum => {
    return { form: "git-pack", locator: { ...locator }, index: 0, history: true, weight };
  });
  // One stratum at least: what is known of the history is judged, too.
  const loose =
    left.length === 0 && packed.length > 0 ? [] : blobStrata("git-history", repository, namedBlobs(plain, left));
  if (unpushed === undefined) gaps.push(...(await looseRefs(repository, signal)));
  if (isShallow) {
    gaps.push({
      where: "history",
      reason: "a shallow clone: the commits before it was cut are not here (git fetch --unshallow)",
    });
  }
  const leftOut = all.ids.length - plain.ids.length;
  return {
    strata: [...packed, ...loose],
    gaps,
    leftOut: leftOut > 0 ? { "looked at before, by the state file": leftOut } : {},
  };
}

interface Listed {
  readonly history: History;
  readonly shelf: PackShelf;
}

/** Reads commits and trees out of the packs where nothing is special about the repository, else it asks git. */
async function list(
  repository: Repository,
  objects: string,
  { unpushed, isShallow, signal }: Pick<HistoryOptions, "unpushed" | "isShallow" | "signal">,
): Promise<Listed> {
  const tips = unpushed === undefined && !isShallow ? await tipsOf(repository, signal) : [];
  const [tip] = tips;
  if (tip !== undefined) {
    const shelf = new PackShelf(objects, tip.length / 2);
    const history = await listPackedHistory(shelf, objects, tips, signal);
    if (history !== undefined) return { history, shelf };
    shelf.close();
  }
  const history = await listHistory(repository, { signal, unpushed });
  return { history, shelf: new PackShelf(objects, (history.ids[0]?.length ?? 40) / 2) };
}

async function tipsOf(repository: Repository, signal: AbortSignal | undefined): Promise<readonly string[]> {
  try {
    return await listTips(repository, { signal });
  } catch (error) {
    if (!(error instanceof WaybillError) || error.code !== "git/failed") throw error;
    return []; // the list that is asked for next says what is wrong
  }
}

function without(history: History, known: ReadonlySet<string>): History {
  if (known.size === 0) return history;
  return selectBlobs(
    history,
    [...history.ids.keys()].filter((blob) => !known.has(history.ids[blob] ?? "")),
  );
}

function unreadable(history: History, blob: number, reason: string): Gap {
  const place = history.firstPlace[blob] as number;
  const [path = "", commit = ""] = [history.paths[place], history.commits[place]];
  return { where: describePlace({ path: printable(path), commit }), reason };
}

/** The blobs under those of their names that are plain paths; a gap for each that has none. */
function plainOnly(history: History, limits: Limits, gaps: Gap[]): History {
  const refusals = new Map<string, string | undefined>();
  const refusalOf = (path: string) => {
    if (!refusals.has(path)) refusals.set(path, refusal(path, limits));
    return refusals.get(path);
  };
  if (history.ids.length <= limits.entries && history.paths.every((path) => refusalOf(path) === undefined)) {
    return history;
  }
  const kept: number[] = [];
  for (const blob of history.ids.keys()) {
    const paths = history.paths.slice(history.firstPlace[blob], history.firstPlace[blob + 1]);
    if (kept.length >= limits.entries) {
      gaps.push({ where: "history", reason: `more than ${limits.entries} blobs: the rest was not looked at` });
      break;
    }
    if (paths.some((path) => refusalOf(path) === undefined)) kept.push(blob);
    else gaps.push({ where: printable(paths[0] ?? ""), reason: refusalOf(paths[0] ?? "") ?? "it has no name" });
  }
  return selectBlobs(history, kept, (path) => refusalOf(path) === undefined);
}

/** Versions of one path behind each other, oldest first: git unpacks neighbours together. */
function namedBlobs(history: History, chosen: readonly number[]): NamedBlob[] {
  const order = (blob: number) => {
    const first = history.firstPlace[blob] as number;
    return { blob, path: history.paths[first] ?? "", time: history.times[first] ?? 0, id: history.ids[blob] ?? "" };
  };
  return chosen
    .map(order)
    .sort((a, b) => compareText(a.path, b.path) || a.time - b.time || compareText(a.id, b.id))
    .map(({ blob, id }) => ({
      blob: id,
      entries: entriesOf(history, blob, SOME_SIZE),
      times: [...history.times.subarray(history.firstPlace[blob], history.firstPlace[blob + 1])],
    }));
}

/** Git tells the true one together with the content. */
const SOME_SIZE = 4096;

async function looseRefs(repository: Repository, signal: AbortSignal | undefined): Promise<Gap[]> {
  try {
    const refs = await listLooseRefs(repository, { signal });
    return refs.map(({ name, type }) => ({
      where: printable(name),
      reason: `it names a ${type} and no commit: what it holds was not looked at`,
    }));
  } catch (error) {
    if (!(error instanceof WaybillError) || error.code !== "git/failed") throw error;
    return [{ where: "refs", reason: `what they name could not be asked: ${error.message}` }];
  }
}
