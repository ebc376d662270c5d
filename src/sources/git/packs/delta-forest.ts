import { giveBack } from "./give-back.ts";
import { LONGEST_HEADER, readObjectHeader } from "./object-header.ts";
import type { PackFile } from "./pack-file.ts";
import type { PackIndex } from "./pack-index.ts";

/** A pack's blobs, each behind the one that it is made from, in columns: one number of each for every blob. */
export interface Forest {
  /** Where it stands in the pack, header and all, and how many bytes it has there. */
  readonly offsets: Float64Array;
  readonly lengths: Float64Array;
  /** CRC-32 of these bytes; -1 where it is not known. */
  readonly sums: Float64Array;
  /** Which of the blobs before it is its base; -1 where it stands in whole. */
  readonly bases: Int32Array;
  /** Which of the wanted it is; -1 for one that is only needed as a base. */
  readonly wanted: Int32Array;
}

export interface Planted {
  readonly forest: Forest;
  /** Of the wanted, those that are in the pack and cannot be read out of it: a base is missing, or a header wrong. */
  readonly unreadable: readonly number[];
  /** Of the wanted, those whose bases go in a ring. Nobody can read them, and git uses up all memory when it tries. */
  readonly ringed: readonly number[];
  /** Of the wanted, those that are not in the pack. */
  readonly absent: readonly number[];
}

const ROOT = -1;
const UNSEEN = -2;
const BROKEN = -3;

/**
 * Finds out of which objects the wanted blobs are made, reading headers alone, and puts them into the order in which they
 * are best put together: depth first, of the branches the fewest first. So a base is done with before the greatest of its
 * branches is gone into, and no more objects are needed at a time than the logarithm of their number.
 */
export function plantForest(
  pack: PackFile,
  index: Pick<PackIndex, "offsets" | "find" | "sumOf">,
  wantedIds: readonly string[],
  hashBytes: number,
): Planted {
  const grounds = new Grounds(pack, index, hashBytes);
  const absent = wantedIds.flatMap((id, which) => (grounds.want(id, which) ? [] : [which]));
  grounds.followBases();
  const planted = { ...grounds.inOrder(), absent };
  grounds.giveBack();
  return planted;
}

class Grounds {
  readonly #pack: PackFile;
  readonly #index: Pick<PackIndex, "offsets" | "find" | "sumOf">;
  readonly #hashBytes: number;
  /** Of all the pack's objects. What follows has one number for each of them, by their order in the pack. */
  readonly #offsets: Float64Array;
  readonly #wanted: Int32Array;
  readonly #bases: Int32Array;
  readonly #sums: Float64Array;
  /** By an object's place in the index, which of them it is. */
  readonly #ranks: Int32Array;

  constructor(pack: PackFile, index: Pick<PackIndex, "offsets" | "find" | "sumOf">, hashBytes: number) {
    this.#pack = pack;
    this.#index = index;
    this.#hashBytes = hashBytes;
    const { sorted, ranks } = inOrderOfPlace(index.offsets);
    this.#offsets = sorted;
    this.#ranks = ranks;
    this.#sums = new Float64Array(this.#offsets.length).fill(-1);
    this.#wanted = new Int32Array(this.#offsets.length).fill(-1);
    this.#bases = new Int32Array(this.#offsets.length).fill(UNSEEN);
  }

  giveBack(): void {
    giveBack(this.#offsets, this.#wanted, this.#bases, this.#sums, this.#ranks);
  }

  want(id: string, which: number): boolean {
    const position = this.#index.find(id);
    if (position < 0) return false;
    const object = this.#ranks[position] as number;
    if (this.#wanted[object] !== -1) return false; // a hostile index may give two ids the same place
    this.#wanted[object] = which;
    const sum = this.#index.sumOf(position);
    if (sum !== undefined) this.#sums[object] = sum;
    return true;
  }

  followBases(): void {
    let next: number[] = [];
    for (const [object, which] of this.#wanted.entries()) if (which >= 0) next.push(object);
    while (next.length > 0) {
      const found = new Set<number>();
      for (const object of next) {
        const base = this.#readBase(object);
        this.#bases[object] = base;
        if (base >= 0 && this.#bases[base] === UNSEEN) found.add(base);
      }
      next = [...found].filter((object) => this.#bases[object] === UNSEEN).sort((a, b) => a - b); // front to back
    }
  }

  inOrder(): Omit<Planted, "absent"> {
    const branches = branchesOf(this.#bases);
    const order = this.#depthFirst(branches);
    const place = new Int32Array(this.#bases.length).fill(-1);
    const forest: Forest = {
      offsets: new Float64Array(order.length),
      lengths: new Float64Array(order.length),
      sums: new Float64Array(order.length),
      bases: new Int32Array(order.length),
      wanted: new Int32Array(order.length),
    };
    const reached = new Uint8Array(this.#bases.length);
    for (const [at, object] of order.entries()) {
      const base = this.#bases[object] as number;
      place[object] = at;
      reached[object] = 1;
      forest.offsets[at] = this.#offsets[object] as number;
      forest.lengths[at] = this.#endOf(object) - (this.#offsets[object] as number);
      forest.sums[at] = this.#sums[object] as number;
      forest.bases[at] = base < 0 ? -1 : (place[base] as number);
      forest.wanted[at] = this.#wanted[object] as number;
    }
    const unreadable: number[] = [];
    const ringed: number[] = [];
    for (const [object, which] of this.#wanted.entries()) {
      if (which >= 0 && reached[object] !== 1) (this.#endsSomewhere(object, reached) ? unreadable : ringed).push(which);
    }
    giveBack(branches.first, branches.next, place, reached);
    return { forest, unreadable, ringed };
  }

  /** @param seen 0 for objects not yet followed; 2 is set for those that lead into a ring, 3 for those that do not */
  #endsSomewhere(object: number, seen: Uint8Array): boolean {
    const path: number[] = [];
    let at = object;
    while (at >= 0 && seen[at] === 0) {
      seen[at] = 2;
      path.push(at);
      at = this.#bases[at] as number;
    }
    const ends = at < 0 || seen[at] === 3;
    if (ends) for (const one of path) seen[one] = 3;
    return ends;
  }

  #readBase(object: number): number {
    try {
      const offset = this.#offsets[object] as number;
      const header = readObjectHeader(this.#pack.window(offset, LONGEST_HEADER), 0, offset, this.#hashBytes);
      if (header.kind === "blob") return ROOT;
      if (header.kind !== "delta") return BROKEN;
      if (header.baseAt !== undefined) return this.#objectAt(header.baseAt);
      const position = this.#index.find(header.baseId ?? "");
      return position < 0 ? BROKEN : (this.#ranks[position] as number);
    } catch (error) {
      if (error instanceof RangeError) return BROKEN;
      throw error;
    }
  }

  /** Which object stands there; `BROKEN` where none does. */
  #objectAt(offset: number): number {
    const object = firstNotBefore(this.#offsets, offset);
    return this.#offsets[object] === offset ? object : BROKEN;
  }

  #endOf(object: number): number {
    return Math.min(this.#pack.end, this.#offsets[object + 1] ?? this.#pack.end);
  }

  /** Objects in a ring have no root, and are not met. */
  #depthFirst(branches: Branches): number[] {
    const met: number[] = [];
    for (const [object, base] of this.#bases.entries()) if (base === ROOT) push(met, object, branches);
    const weights = new Int32Array(this.#bases.length).fill(1);
    for (const object of met.toReversed()) {
      const base = this.#bases[object] as number;
      if (base >= 0) weights[base] = (weights[base] as number) + (weights[object] as number);
    }
    const order: number[] = [];
    for (const [object, base] of this.#bases.entries()) {
      if (base === ROOT)
        push(order, object, branches, (a, b) => (weights[b] as number) - (weights[a] as number) || b - a);
    }
    giveBack(weights);
    return order;
  }
}

/**
 * Offsets from front to back, and of each where it then stands; of those that are the same, the first. Sorted as numbers
 * with their places at the end of each: with a comparison of ours it would take ten times as long.
 */
function inOrderOfPlace(offsets: Float64Array): { sorted: Float64Array; ranks: Int32Array } {
  const room = 2 ** Math.ceil(Math.log2(offsets.length + 1));
  const keys = offsets.map((offset, place) => offset * room + place).sort();
  if ((keys.at(-1) ?? 0) > Number.MAX_SAFE_INTEGER) {
    const sorted = offsets.toSorted();
    return { sorted, ranks: Int32Array.from(offsets, (offset) => firstNotBefore(sorted, offset)) };
  }
  const sorted = new Float64Array(keys.length);
  const ranks = new Int32Array(keys.length);
  for (let at = 0, first = 0; at < keys.length; at++) {
    const key = keys[at] as number;
    const offset = Math.floor(key / room);
    sorted[at] = offset;
    if (offset !== sorted[first]) first = at;
    ranks[key % room] = first;
  }
  giveBack(keys);
  return { sorted, ranks };
}

function firstNotBefore(sorted: Float64Array, offset: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What each object is the base of: the first, and of each the next. */
interface Branches {
  readonly first: Int32Array;
  readonly next: Int32Array;
}

function branchesOf(bases: Int32Array): Branches {
  const first = new Int32Array(bases.length).fill(-1);
  const next = new Int32Array(bases.length).fill(-1);
  for (let object = bases.length - 1; object >= 0; object--) {
    const base = bases[object] as number;
    if (base < 0) continue;
    next[object] = first[base] as number;
    first[base] = object;
  }
  return { first, next };
}

/** Adds a root and all that grows out of it, depth first; the order is the reverse of that in which branches are taken. */
function push(list: number[], root: number, { first, next }: Branches, order?: (a: number, b: number) => number): void {
  const waiting = [root];
  for (let object = waiting.pop(); object !== undefined; object = waiting.pop()) {
    list.push(object);
    const from = waiting.length;
    for (let branch = first[object] as number; branch !== -1; branch = next[branch] as number) waiting.push(branch);
    if (order !== undefined && waiting.length - from > 1) {
      const sorted = waiting.splice(from).sort(order);
      for (const branch of sorted) waiting.push(branch);
    }
  }
}
