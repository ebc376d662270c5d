import { setImmediate } from "node:timers/promises";
import { crc32 } from "node:zlib";
import type { Limits } from "../../../core/limits.ts";
import { NO_PATHS } from "../../../core/path-list.ts";
import type { Copies, Entry, Stratum, Version, VersionId, Visitor, Walked } from "../../../core/source.ts";
import { boundGaps } from "../../bounded-gaps.ts";
import { deliverBytes } from "../../delivery.ts";
import { type Inflater, openInflater } from "../../inflate/inflate-at.ts";
import { deliverBlobs } from "../deliver-blobs.ts";
import { Arena, type Room } from "./arena.ts";
import { borrowWorks, returnWorks, type Works } from "./compiled-delta.ts";
import { readDeltaHead } from "./delta.ts";
import { type ObjectHeader, readObjectHeader } from "./object-header.ts";
import { PackFile } from "./pack-file.ts";
import { isUnreadable } from "./pack-shelf.ts";
import { entryOf, type PackLocator } from "./piece.ts";
import { askFor, type Wish, wantedOf } from "./wishes.ts";

const NOTHING_COPIED: Copies = new Int32Array(0);
/** Objects between two looks at whether to go on. */
const STRETCH = 256;

/**
 * Reads a pack's blobs, each put together once out of its base and its delta, and hands them over with what they have in
 * common with their base. What cannot be read so is asked of git.
 */
export async function walkPack(
  stratum: Stratum,
  visitor: Visitor,
  limits: Limits,
  signal?: AbortSignal,
): Promise<Walked> {
  const locator = stratum.locator as unknown as PackLocator;
  const bounded = boundGaps(visitor);
  const wishes = askFor(locator.blobs, bounded);
  let bytes = 0;
  const failed: number[] = [];
  const workshop = openWorkshop(locator);
  if (workshop === undefined) failed.push(...locator.blobs.ids.keys());
  else {
    try {
      const steps = new Walk(locator, wishes, workshop, bounded, limits);
      while (steps.go(STRETCH)) {
        await setImmediate();
        signal?.throwIfAborted();
      }
      bytes += steps.bytes;
      failed.push(...steps.failed);
    } finally {
      workshop.pack.close();
      workshop.inflater.close();
      returnWorks(workshop.works);
    }
  }
  const wanted = failed.sort((a, b) => a - b).flatMap((blob) => wantedOf(locator.blobs, blob, wishes[blob]));
  if (wanted.length > 0) bytes += await deliverBlobs(locator.repository, wanted, bounded, limits, signal);
  bounded.closeGaps("history");
  return { entries: locator.blobs.ids.length, bytes, removed: [], opaque: [], present: NO_PATHS };
}

interface Workshop {
  /** What does not fit into their memory is left to git. */
  readonly works: Works;
  readonly pack: PackFile;
  readonly inflater: Inflater;
}

function openWorkshop({ file, hashBytes }: PackLocator): Workshop | undefined {
  try {
    const pack = new PackFile(file, undefined, hashBytes);
    return { pack, inflater: openInflater(), works: borrowWorks() };
  } catch (error) {
    if (isUnreadable(error)) return undefined;
    throw error;
  }
}

/** An object that is put together. */
interface Made {
  readonly room: Room;
  /** Absent for one that was not handed over. */
  id?: VersionId;
  path: string;
  /** How many are yet to be made from it. */
  heirs: number;
}

class Walk {
  /** Of the blobs, those that git has to be asked for. */
  readonly failed: number[] = [];
  bytes = 0;
  readonly #locator: PackLocator;
  readonly #wishes: readonly (Wish | undefined)[];
  readonly #workshop: Workshop;
  readonly #visitor: Visitor;
  readonly #limits: Limits;
  readonly #heirs: Int32Array;
  readonly #made = new Map<number, Made>();
  readonly #works: Works;
  readonly #arena: Arena;
  #copies: Copies = NOTHING_COPIED;
  #at = 0;

  constructor(
    locator: PackLocator,
    wishes: readonly (Wish | undefined)[],
    workshop: Workshop,
    visitor: Visitor,
    limits: Limits,
  ) {
    this.#locator = locator;
    this.#wishes = wishes;
    this.#workshop = workshop;
    this.#works = workshop.works;
    this.#arena = new Arena(workshop.works);
    this.#visitor = visitor;
    this.#limits = limits;
    this.#heirs = countHeirs(locator, wishes);
  }

  /** Goes on for so many objects; answers whether there are more. */
  go(objects: number): boolean {
    const { forest } = this.#locator;
    const end = Math.min(forest.offsets.length, this.#at + objects);
    for (; this.#at < end; this.#at++) {
      if (this.#isWanted(this.#at) || (this.#heirs[this.#at] as number) > 0) this.#step(this.#at);
    }
    return this.#at < forest.offsets.length;
  }

  #isWanted(object: number): boolean {
    return this.#wishes[this.#locator.forest.wanted[object] as number] !== undefined;
  }

  #step(object: number): void {
    const { forest } = this.#locator;
    const base = forest.bases[object] as number;
    const from = base === -1 ? undefined : this.#made.get(base);
    const room = base === -1 || from !== undefined ? this.#tryToMake(object, from) : undefined;
    if (from !== undefined && --from.heirs === 0) this.#forget(base, from);
    if (room === undefined) {
      if (this.#isWanted(object)) this.failed.push(forest.wanted[object] as number);
      return;
    }
    const made: Made = { room, path: "", heirs: this.#heirs[object] as number };
    if (this.#isWanted(object)) this.#handOver(forest.wanted[object] as number, made, from);
    if (made.heirs > 0) this.#made.set(object, made);
    else this.#arena.give(room);
  }

  #forget(object: number, made: Made): void {
    this.#made.delete(object);
    this.#arena.give(made.room);
  }

  #handOver(blob: number, made: Made, from: Made | undefined): void {
    const { blobs } = this.#locator;
    const wish = this.#wishes[blob];
    if (wish === undefined) return;
    const { name, want } = wish;
    const entry: Entry = entryOf(blobs, blob, name, made.room.size);
    made.path = entry.path;
    this.bytes += made.room.size;
    const bytes = this.#arena.memory.subarray(made.room.at, made.room.at + made.room.size);
    if (want === "stream") return deliverBytes(this.#visitor, entry, want, bytes);
    const version: Version = {
      id: {},
      time: blobs.times[name] as number,
      hasHeirs: made.heirs > 0,
      ...(from?.id !== undefined && {
        base: { id: from.id, path: from.path, isDone: from.heirs === 0, copies: this.#copies },
      }),
    };
    this.#visitor.whole(entry, bytes, version);
    made.id = version.id;
  }

  /** Undefined for what is damaged, or too large to be put together here. */
  #tryToMake(object: number, from: Made | undefined): Room | undefined {
    try {
      return this.#make(object, from);
    } catch (error) {
      if (isUnreadable(error) || isOfZlib(error)) return undefined;
      throw error;
    }
  }

  #make(object: number, from: Made | undefined): Room | undefined {
    const { forest, hashBytes } = this.#locator;
    const offset = forest.offsets[object] as number;
    const length = forest.lengths[object] as number;
    if (length > this.#limits.wholeFileBytes) return undefined;
    const packed = this.#read(offset, length, forest.sums[object] as number);
    const header = readObjectHeader(packed, 0, offset, hashBytes);
    if (header.size > this.#limits.wholeFileBytes) return undefined;
    if (from === undefined) return header.kind === "blob" ? this.#inflate(packed, header) : undefined;
    return header.kind === "delta" ? this.#assemble(packed, header, from.room) : undefined;
  }

  #read(offset: number, length: number, sum: number): Buffer {
    const packed = this.#workshop.pack.read(offset, length);
    if (sum !== -1 && crc32(packed) !== sum) throw new RangeError("its checksum is wrong");
    return packed;
  }

  #inflate(packed: Buffer, { dataAt, size }: ObjectHeader): Room | undefined {
    const room = this.#arena.take(size);
    if (room === undefined) return undefined;
    try {
      this.#workshop.inflater.inflate(packed, dataAt, packed.length, this.#arena.memory, room.at, size);
      return room;
    } catch (error) {
      this.#arena.give(room);
      throw error;
    }
  }

  #assemble(packed: Buffer, header: ObjectHeader, base: Room): Room | undefined {
    const delta = this.#inflate(packed, header);
    if (delta === undefined) return undefined;
    let room: Room | undefined;
    try {
      const end = delta.at + delta.size;
      const head = readDeltaHead(this.#arena.memory, delta.at, end);
      if (head.baseSize !== base.size) throw new RangeError("a delta is not of this base");
      if (head.size > this.#limits.wholeFileBytes) return undefined;
      room = this.#arena.take(head.size);
      if (room !== undefined) this.#copies = this.#works.apply(head, end, base.at, room.at);
      return room;
    } catch (error) {
      if (room !== undefined) this.#arena.give(room);
      throw error;
    } finally {
      this.#arena.give(delta);
    }
  }
}

/** How many objects are made from each, of those that are wanted themselves or are needed for one that is. */
function countHeirs({ forest }: PackLocator, wishes: readonly (Wish | undefined)[]): Int32Array {
  const heirs = new Int32Array(forest.bases.length);
  for (let object = heirs.length - 1; object >= 0; object--) {
    const isNeeded = (heirs[object] as number) > 0 || wishes[forest.wanted[object] as number] !== undefined;
    const base = forest.bases[object] as number;
    if (isNeeded && base !== -1) heirs[base] = (heirs[base] as number) + 1;
  }
  return heirs;
}

function isOfZlib(error: unknown): boolean {
  return error instanceof Error && "code" in error && String(error.code).startsWith("Z_");
}
