import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { History, Repository } from "../../../connect/git/index.ts";
import { type Planted, plantForest } from "./delta-forest.ts";
import { giveBack } from "./give-back.ts";
import { PackFile } from "./pack-file.ts";
import { readPackIndex } from "./pack-index.ts";
import { type PackLocator, pieceOf } from "./piece.ts";

/** What could be found in packs, cut into pieces of whole families; and which blobs were not. */
export interface OpenedPacks {
  readonly pieces: readonly { readonly locator: PackLocator; readonly weight: number }[];
  /** Of the named blobs, those that are in no pack that could be read here: loose ones, borrowed ones, damaged ones. */
  readonly left: readonly number[];
  /** Of the named blobs, those that nobody can read: the deltas that they are made of go in a ring. */
  readonly ringed: readonly number[];
}

/** A pack whose index has more bytes is left to git: some eight million objects. */
const GREATEST_INDEX = 256 * 1024 * 1024;

/** Finds the blobs of a history in the packs that the repository has itself, looking at indexes and headers alone. */
export function openPacks(repository: Repository, objects: string, blobs: History): OpenedPacks {
  let left = blobs.ids.map((_, which) => which);
  const pieces: { locator: PackLocator; weight: number }[] = [];
  const folder = join(objects, "pack");
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".pack")) : [];
  const hashBytes = (blobs.ids[0]?.length ?? 40) / 2;
  const ringed: number[] = [];
  for (const name of names.sort()) {
    if (left.length === 0) break;
    const file = join(folder, name);
    const ids = left.map((which) => blobs.ids[which] ?? "");
    const planted = plant(file, ids, hashBytes);
    if (planted === undefined) continue;
    for (const part of familiesOf(planted)) pieces.push(pieceOf(part, { repository, file, hashBytes }, left, blobs));
    ringed.push(...planted.ringed.map((at) => left[at] as number));
    left = [...planted.absent, ...planted.unreadable].sort((a, b) => a - b).map((at) => left[at] ?? 0);
  }
  return { pieces, left, ringed };
}

/** Undefined for a pack that cannot be made sense of: git may do better. */
function plant(file: string, ids: readonly string[], hashBytes: number): Planted | undefined {
  let pack: PackFile | undefined;
  try {
    // An index over many packs stands beside their own and does not replace them: without these git reads nothing.
    const bytes = readWhole(file.replace(/\.pack$/, ".idx"));
    const index = readPackIndex(bytes, hashBytes);
    pack = new PackFile(file, index.packSum, hashBytes);
    const planted = plantForest(pack, index, ids, hashBytes);
    giveBack(bytes, index.offsets);
    return planted;
  } catch (error) {
    if (isUnreadable(error)) return undefined;
    throw error;
  } finally {
    pack?.close();
  }
}

function readWhole(file: string): Buffer {
  if (statSync(file).size > GREATEST_INDEX) throw new RangeError("the index is too large");
  return readFileSync(file);
}

/** A file that is damaged, or that may not be read or is gone by now. */
export function isUnreadable(error: unknown): boolean {
  return error instanceof RangeError || (error instanceof Error && "syscall" in error);
}

/**
 * What is handed to one thread, by packed bytes and what each blob costs beside them. A second thread has to make ready all
 * that the first has: 90 MiB and a fifth more CPU, which pays for histories of gigabytes alone.
 */
const PIECE_BYTES = 800 * 1024 * 1024;
const BLOB_COST = 512;
/** Packed bytes for what the runner takes for one byte to be read. */
const LIGHTNESS = 32;

/** Cuts a forest between its families into pieces that are worth a thread each. */
function* familiesOf({ forest }: Planted): Iterable<{ forest: Planted["forest"]; weight: number }> {
  const { offsets, lengths, sums, bases, wanted } = forest;
  let start = 0;
  let weight = 0;
  for (let at = 0; at <= offsets.length; at++) {
    const isEnd = at === offsets.length;
    if (isEnd ? at > start : at > start && bases[at] === -1 && weight >= PIECE_BYTES) {
      yield {
        forest: {
          offsets: offsets.slice(start, at),
          lengths: lengths.slice(start, at),
          sums: sums.slice(start, at),
          bases: bases.slice(start, at).map((base) => (base === -1 ? -1 : base - start)),
          wanted: wanted.slice(start, at),
        },
        weight: Math.ceil(weight / LIGHTNESS),
      };
      start = at;
      weight = 0;
    }
    if (!isEnd) weight += (lengths[at] as number) + BLOB_COST;
  }
}
