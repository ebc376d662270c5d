/**
 * Reads the values of a Berkeley DB hash database from its bytes: the form of `Packages` before RPM 4.16. The layout of
 * the pages is that of Berkeley DB's `dbinc/db_page.h`. Every page is visited at most once.
 */
const HASH_MAGIC = 0x061561;
const PAGE_HEADER = 26;
const HASH_UNSORTED = 2;
const HASH = 13;
const OVERFLOW = 7;
/** The kinds of items on a hash page. */
const KEY_DATA = 1;
const OFF_PAGE = 3;

export function isBerkeleyHash(bytes: Buffer): boolean {
  return bytes.length >= 512 && (bytes.readUInt32LE(12) === HASH_MAGIC || bytes.readUInt32BE(12) === HASH_MAGIC);
}

/**
 * All values, in the order of their pages.
 * @throws Error when it is no such database or contradicts itself
 */
export function* readHashValues(bytes: Buffer): Generator<Buffer> {
  if (!isBerkeleyHash(bytes)) throw new Error("not a hash database of Berkeley DB");
  const database = new HashPages(bytes);
  for (let number = 1; number <= database.last; number++) yield* database.valuesOn(number);
}

class HashPages {
  /** The number of the last page. */
  readonly last: number;
  readonly #bytes: Buffer;
  readonly #size: number;
  readonly #u16: (page: Buffer, at: number) => number;
  readonly #u32: (page: Buffer, at: number) => number;
  readonly #chained = new Set<number>();

  constructor(bytes: Buffer) {
    const isLittle = bytes.readUInt32LE(12) === HASH_MAGIC;
    this.#u16 = isLittle ? (page, at) => page.readUInt16LE(at) : (page, at) => page.readUInt16BE(at);
    this.#u32 = isLittle ? (page, at) => page.readUInt32LE(at) : (page, at) => page.readUInt32BE(at);
    this.#bytes = bytes;
    this.#size = this.#u32(bytes, 20);
    if (bytes[24] !== 0) throw new Error("the database is encrypted");
    if (this.#size < 512 || this.#size > 65_536 || (this.#size & (this.#size - 1)) !== 0)
      throw new Error("the database names an impossible size of its pages");
    this.last = this.#u32(bytes, 32);
    if ((this.last + 1) * this.#size > bytes.length) throw new Error("the database is cut short");
  }

  #page(number: number): Buffer {
    if (number < 1 || number > this.last) throw new Error(`page ${number} of the database is missing`);
    return this.#bytes.subarray(number * this.#size, (number + 1) * this.#size);
  }

  /** Keys and values take turns; each lies between its own offset and that of the item before it. */
  *valuesOn(number: number): Generator<Buffer> {
    const page = this.#page(number);
    if (page[25] !== HASH && page[25] !== HASH_UNSORTED) return;
    const items = this.#u16(page, 20);
    for (let item = 1; item < items; item += 2) {
      const start = this.#u16(page, PAGE_HEADER + 2 * item);
      const end = this.#u16(page, PAGE_HEADER + 2 * (item - 1));
      if (start >= end || end > page.length) throw new Error(`an item of page ${number} leaves its page`);
      if (page[start] === KEY_DATA) yield page.subarray(start + 1, end);
      else if (page[start] === OFF_PAGE) yield this.#chain(this.#u32(page, start + 4), this.#u32(page, start + 8));
      else throw new Error(`an item of page ${number} is of an unknown kind`);
    }
  }

  #chain(first: number, length: number): Buffer {
    const parts: Buffer[] = [];
    let left = length;
    for (let number = first; left > 0; ) {
      if (this.#chained.has(number)) throw new Error(`page ${number} of the database is met twice`);
      this.#chained.add(number);
      const page = this.#page(number);
      const used = this.#u16(page, 22);
      if (page[25] !== OVERFLOW || used === 0 || PAGE_HEADER + used > page.length)
        throw new Error(`page ${number} of the database is no overflow page`);
      const part = page.subarray(PAGE_HEADER, PAGE_HEADER + Math.min(left, used));
      parts.push(part);
      left -= part.length;
      number = this.#u32(page, 16);
    }
    return Buffer.concat(parts);
  }
}
