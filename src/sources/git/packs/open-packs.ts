import type { History, Repository } from "../../../connect/git/index.ts";
import { type Planted, plantForest } from "./delta-forest.ts";
import { isUnreadable, type PackShelf, type ShelvedPack } from "./pack-shelf.ts";
import { type PackLocator, pieceOf } from "./piece.ts";

/** What could be found in packs, cut into pieces of whole families; and which blobs were not. */
export interface OpenedPacks {
  readonly pieces: readonly { readonly locator: PackLocator; readonly weight: number }[];
  /** Of the named blobs, those that are in no pack that could be read here: loose ones, borrowed ones, damaged ones. */
  readonly left: readonly number[];
  /** Of the named blobs, those that nobody can read: the deltas that they are made of go in a ring. */
  readonly ringed: readonly number[];
}

/** Finds the blobs of a history in the packs that the repository has itself, looking at indexes and headers alone. */
export function openPacks(repository: Repository, shelf: PackShelf, blobs: History): OpenedPacks {
  let left = blobs.ids.map((_, which) => which);
  const pieces: { locator: PackLocator; weight: number }[] = [];
  const { hashBytes } = shelf;
  const ringed: number[] = [];
  for (const shelved of shelf.packs) {
    if (left.length === 0) break;
    const ids = left.map((which) => blobs.ids[which] ?? "");
    const planted = plant(shelved, ids, hashBytes);
    if (planted === undefined) continue;
    const place = { repository, file: shelved.file, hashBytes };
    for (const part of familiesOf(planted)) pieces.push(pieceOf(part, place, left, blobs));
    ringed.push(...planted.ringed.map((at) => left[at] as number));
    left = [...planted.absent, ...planted.unreadable].sort((a, b) => a - b).map((at) => left[at] ?? 0);
  }
  return { pieces, left, ringed };
}

/** Undefined for a pack that cannot be made sense of: git may do better. */
function plant({ pack, index }: ShelvedPack, ids: readonly string[], hashBytes: number): Planted | undefined {
  try {
    return plantForest(pack, index, ids, hashBytes);
  } catch (error) {
    if (isUnreadable(error)) return undefined;
    throw error;
  }
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
