import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { inflateSync } from "node:zlib";
import { type Inflater, openInflater } from "../../inflate/inflate-at.ts";
import type { Works } from "./compiled-delta.ts";
import { readDeltaHead } from "./delta.ts";
import { LONGEST_HEADER, type ObjectHeader, readObjectHeader } from "./object-header.ts";
import { PackPages } from "./pack-pages.ts";
import type { PackShelf } from "./pack-shelf.ts";
import { Ring, type Span } from "./ring.ts";
import type { Changes } from "./tree-changes.ts";

/** An object put together: its bytes stand in the reader's memory until it reads others. */
export interface ReadObject extends Span {
  readonly kind: ObjectHeader["kind"];
}

/** Memory for what was read lately. */
const RING = 20 * 1024 * 1024;
/** Git makes no chain of deltas that is a tenth as long. */
const LONGEST_CHAIN = 5000;
/** Objects are found by numbers: in which pack, and where in it. */
const PACK = 2 ** 44;
const LOOSE = -2;

/**
 * Reads objects here and there, of packs and loose ones, as a walk through commits and trees does. An object is told by
 * its number: those of the shelf's packs first, then others in the order in which they were asked for.
 */
export class ObjectReader {
  readonly #shelf: PackShelf;
  readonly #folder: string;
  readonly #pages: readonly PackPages[];
  readonly #works: Works;
  readonly #ring: Ring;
  readonly #inflater: Inflater = openInflater();
  readonly #read = new Shelved();
  /** Of objects that are in no pack, by id; and their ids. */
  readonly #others = new Map<string, number>();
  readonly #otherIds: string[] = [];
  #spared: ReadObject | undefined;

  /** @param folder of the repository's objects */
  constructor(shelf: PackShelf, folder: string, works: Works) {
    this.#shelf = shelf;
    this.#folder = folder;
    this.#works = works;
    this.#pages = shelf.packs.map(({ pack }) => new PackPages(pack));
    this.#ring = new Ring(works, RING, (place) => this.#read.forget(place));
  }

  /** Another one after each reading. */
  get memory(): Buffer {
    return this.#works.memory;
  }

  /** The number of the object whose id begins there. */
  numberOf(bytes: Uint8Array, at: number): number {
    const packed = this.#shelf.findBytes(bytes, at);
    if (packed !== -1) return packed;
    const id = Buffer.from(bytes.subarray(at, at + this.#shelf.hashBytes)).toString("hex");
    let known = this.#others.get(id);
    if (known === undefined) {
      known = this.#shelf.count + this.#otherIds.push(id) - 1;
      this.#others.set(id, known);
    }
    return known;
  }

  idOf(number: number): string {
    return number < this.#shelf.count
      ? this.#shelf.idOf(number)
      : (this.#otherIds[number - this.#shelf.count] as string);
  }

  /** @throws RangeError for what is not here or damaged; what zlib and the file system throw */
  read(number: number): ReadObject {
    return this.#at(this.#placeOf(number));
  }

  /** Two objects at once. */
  readBoth(one: number, other: number): readonly [ReadObject, ReadObject] {
    const first = this.read(one);
    this.#spared = first;
    try {
      return [first, this.read(other)];
    } finally {
      this.#spared = undefined;
    }
  }

  /** How a tree differs from another one, both as `readBoth` gave them. Valid until the next call. */
  compare(tree: ReadObject, other: ReadObject | undefined): Changes {
    return this.#works.compare(tree, other, this.#shelf.hashBytes);
  }

  close(): void {
    this.#inflater.close();
  }

  #placeOf(number: number): number {
    if (number >= this.#shelf.count) return LOOSE - (number - this.#shelf.count);
    const { pack, offset } = this.#shelf.placeOf(number);
    return pack * PACK + offset;
  }

  #at(place: number): ReadObject {
    const known = this.#read.get(place);
    if (known !== undefined) return known;
    if (place <= LOOSE) return this.#readLoose(place);
    const chain: number[] = [];
    let made: ReadObject | undefined;
    for (let next = place; made === undefined; ) {
      if (chain.push(next) > LONGEST_CHAIN) throw new RangeError("an object is made of too many deltas");
      const header = this.#header(next);
      if (header.kind !== "delta") break;
      next = this.#baseOf(next, header);
      made = next <= LOOSE ? this.#readLoose(next) : this.#read.get(next);
    }
    for (let at = chain.pop(); at !== undefined; at = chain.pop()) {
      made = this.#make(at, made);
    }
    return made as ReadObject;
  }

  /** Its `dataAt` counts from the object's beginning. */
  #header(place: number): ObjectHeader {
    const pack = Math.floor(place / PACK);
    const offset = place - pack * PACK;
    const { bytes, at } = (this.#pages[pack] as PackPages).locate(offset, LONGEST_HEADER);
    const header = readObjectHeader(bytes, at, offset, this.#shelf.hashBytes);
    return { ...header, dataAt: header.dataAt - at };
  }

  #baseOf(place: number, { baseAt, baseId }: ObjectHeader): number {
    if (baseAt !== undefined) return Math.floor(place / PACK) * PACK + baseAt;
    return this.#placeOf(this.numberOf(Buffer.from(baseId ?? "", "hex"), 0));
  }

  #make(place: number, base: ReadObject | undefined): ReadObject {
    const header = this.#header(place);
    const pack = Math.floor(place / PACK);
    const [pages, offset] = [this.#pages[pack] as PackPages, place - pack * PACK];
    // What zlib makes of bytes that it cannot make smaller is hardly longer than they are.
    const most = header.dataAt + header.size + Math.floor(header.size / 1000) + 64;
    const { bytes, at } = pages.locate(offset, most);
    const end = Math.min(bytes.length, at + most);
    if (header.kind !== "delta") {
      const target = this.#ring.take(header.size, place, [this.#spared]);
      this.#inflater.inflate(bytes, at + header.dataAt, end, this.memory, target, header.size);
      return this.#keep(place, { at: target, size: header.size, kind: header.kind });
    }
    if (base === undefined) throw new RangeError("a delta has no base");
    const delta = { at: this.#ring.take(header.size, -1, [this.#spared, base]), size: header.size };
    this.#inflater.inflate(bytes, at + header.dataAt, end, this.memory, delta.at, delta.size);
    const head = readDeltaHead(this.memory, delta.at, delta.at + delta.size);
    if (head.baseSize !== base.size) throw new RangeError("a delta is not of this base");
    const target = this.#ring.take(head.size, place, [this.#spared, base, delta]);
    this.#works.apply(head, delta.at + delta.size, base.at, target);
    return this.#keep(place, { at: target, size: head.size, kind: base.kind });
  }

  #readLoose(place: number): ReadObject {
    const id = this.#otherIds[LOOSE - place] ?? "";
    const file = join(this.#folder, id.slice(0, 2), id.slice(2));
    if (!existsSync(file)) throw new RangeError("an object is not here");
    if (statSync(file).size > RING) throw new RangeError("an object is too large to be read here");
    const bytes = inflateSync(readFileSync(file), { maxOutputLength: RING });
    const [, kind, size] = /^(commit|tree|blob|tag) (\d+)\0/.exec(bytes.toString("latin1", 0, 40)) ?? [];
    const start = bytes.indexOf(0) + 1;
    if (kind === undefined || bytes.length - start !== Number(size)) throw new RangeError("a loose object is damaged");
    const at = this.#ring.take(bytes.length - start, place, [this.#spared]);
    bytes.copy(this.memory, at, start);
    return this.#keep(place, { at, size: bytes.length - start, kind: kind as ObjectHeader["kind"] });
  }

  #keep(place: number, object: ReadObject): ReadObject {
    this.#read.keep(place, object);
    return object;
  }
}

const ROOM = 2 ** 18;
const KINDS: readonly ObjectHeader["kind"][] = ["commit", "tree", "blob", "tag", "delta"];

/**
 * What stands where, by place, in columns: as objects it would be swept up again and again. Where two places share a row,
 * the later one has it; the other is read anew when it is asked for.
 */
class Shelved {
  readonly #places = new Float64Array(ROOM).fill(-1);
  readonly #at = new Int32Array(ROOM);
  readonly #sizes = new Int32Array(ROOM);
  readonly #kinds = new Uint8Array(ROOM);

  get(place: number): ReadObject | undefined {
    const row = rowOf(place);
    if (this.#places[row] !== place) return undefined;
    const kind = KINDS[this.#kinds[row] as number] as ObjectHeader["kind"];
    return { at: this.#at[row] as number, size: this.#sizes[row] as number, kind };
  }

  keep(place: number, { at, size, kind }: ReadObject): void {
    const row = rowOf(place);
    this.#places[row] = place;
    this.#at[row] = at;
    this.#sizes[row] = size;
    this.#kinds[row] = KINDS.indexOf(kind);
  }

  forget(place: number): void {
    const row = rowOf(place);
    if (this.#places[row] === place) this.#places[row] = -1;
  }
}

function rowOf(place: number): number {
  return Math.imul(place | 0, 0x9e37_79b1) >>> 14;
}
