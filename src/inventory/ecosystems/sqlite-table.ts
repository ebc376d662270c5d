/**
 * Reads the rows of one table of an SQLite database straight from its bytes (sqlite.org/fileformat2.html): no temporary
 * file, no SQL, and bounded whatever the bytes say, since every page is visited at most once.
 */
const MAGIC = "SQLite format 3\0";
const SCHEMA_PAGE = 1;
/** Length of the file header, which lies in front of the b-tree header of page 1. */
const FILE_HEADER = 100;
const INTERIOR = 0x05;
const LEAF = 0x0d;

/** A value of a row; numbers beyond what a row of text and blobs needs are not read. */
export type SqliteValue = string | number | Buffer | null;

export function isSqlite(bytes: Buffer): boolean {
  return bytes.toString("latin1", 0, MAGIC.length) === MAGIC;
}

export interface SqliteRow {
  /** Stands in for the value of a column that is the table's integer primary key, which is null in `values`. */
  readonly id: number;
  readonly values: readonly SqliteValue[];
}

/**
 * The rows of `table` in the order of their row ids.
 * @throws Error when it is no such database, has no such table, or contradicts itself
 */
export function* readTable(bytes: Buffer, table: string): Generator<SqliteRow> {
  const pages = new Pages(bytes);
  for (const { values } of pages.rows(SCHEMA_PAGE)) {
    const [type, name, , root] = values;
    if (type !== "table" || name !== table || typeof root !== "number") continue;
    yield* pages.rows(root);
    // What is missing at the end may have been of another table, and whoever cut it off may have cut off more.
    if (pages.isCutShort) throw new Error("the database is cut short");
    return;
  }
  throw new Error(`the database has no table ${table}`);
}

class Pages {
  readonly #bytes: Buffer;
  readonly #size: number;
  /** Bytes of a page that hold content. */
  readonly #usable: number;
  readonly #visited = new Set<number>();

  constructor(bytes: Buffer) {
    if (!isSqlite(bytes) || bytes.length < FILE_HEADER) throw new Error("not an SQLite database");
    const written = bytes.readUInt16BE(16);
    this.#size = written === 1 ? 65_536 : written;
    this.#usable = this.#size - (bytes[20] ?? 0);
    if (this.#size < 512 || (this.#size & (this.#size - 1)) !== 0 || this.#usable < 480)
      throw new Error("the database names an impossible size of its pages");
    this.#bytes = bytes;
  }

  /** The header's count of pages holds where its two change counters agree; older writers did not keep it. */
  get isCutShort(): boolean {
    const isKept = this.#bytes.readUInt32BE(24) === this.#bytes.readUInt32BE(92);
    return isKept && this.#bytes.readUInt32BE(28) * this.#size > this.#bytes.length;
  }

  /** Each page once: a page that is met again would be a circle. */
  #page(number: number): Buffer {
    if (this.#visited.has(number)) throw new Error(`page ${number} of the database is met twice`);
    this.#visited.add(number);
    const start = (number - 1) * this.#size;
    if (number < 1 || start + this.#size > this.#bytes.length)
      throw new Error(`page ${number} of the database is missing`);
    return this.#bytes.subarray(start, start + this.#size);
  }

  *rows(root: number): Generator<SqliteRow> {
    const waiting = [root];
    for (let number = waiting.pop(); number !== undefined; number = waiting.pop()) {
      const page = this.#page(number);
      const header = number === SCHEMA_PAGE ? FILE_HEADER : 0;
      const kind = page[header];
      const cells = page.readUInt16BE(header + 3);
      if (kind === INTERIOR) {
        const children = [page.readUInt32BE(header + 8)];
        for (let cell = cells - 1; cell >= 0; cell--) {
          children.push(page.readUInt32BE(page.readUInt16BE(header + 12 + 2 * cell)));
        }
        for (const child of children) waiting.push(child);
      } else if (kind === LEAF) {
        for (let cell = 0; cell < cells; cell++) {
          const { id, payload } = this.#payload(page, page.readUInt16BE(header + 8 + 2 * cell));
          yield { id, values: readRecord(payload) };
        }
      } else throw new Error(`page ${number} of the database is no page of a table`);
    }
  }

  /** A cell's content: in the page, and where it is too long, on in a chain of overflow pages. */
  #payload(page: Buffer, at: number): { id: number; payload: Buffer } {
    const length = readVarint(page, at);
    const rowId = readVarint(page, length.end);
    if (length.value > this.#bytes.length) throw new Error("a row of the database is longer than the database");
    const here = this.#localBytes(length.value);
    if (rowId.end + here > page.length) throw new Error("a row of the database leaves its page");
    const parts = [page.subarray(rowId.end, rowId.end + here)];
    let left = length.value - here;
    let next = left > 0 ? page.readUInt32BE(rowId.end + here) : 0;
    while (left > 0) {
      const overflow = this.#page(next);
      const part = overflow.subarray(4, 4 + Math.min(left, this.#usable - 4));
      parts.push(part);
      left -= part.length;
      next = overflow.readUInt32BE(0);
    }
    return { id: rowId.value, payload: parts.length === 1 ? (parts[0] ?? page) : Buffer.concat(parts, length.value) };
  }

  /** How much of a row lies in the leaf itself: the file format's own formula. */
  #localBytes(length: number): number {
    const most = this.#usable - 35;
    if (length <= most) return length;
    const least = Math.floor(((this.#usable - 12) * 32) / 255) - 23;
    const fitting = least + ((length - least) % (this.#usable - 4));
    return fitting <= most ? fitting : least;
  }
}

function readRecord(payload: Buffer): readonly SqliteValue[] {
  const header = readVarint(payload, 0);
  const values: SqliteValue[] = [];
  let at = header.value;
  for (let next = header.end; next < header.value; ) {
    const type = readVarint(payload, next);
    next = type.end;
    const size = sizeOf(type.value);
    if (at + size > payload.length) throw new Error("a row of the database is cut short");
    values.push(valueOf(type.value, payload.subarray(at, at + size)));
    at += size;
  }
  return values;
}

/** Bytes of a value by its serial type. */
function sizeOf(type: number): number {
  if (type >= 12) return Math.floor((type - 12) / 2);
  return [0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0][type] ?? 0;
}

function valueOf(type: number, bytes: Buffer): SqliteValue {
  if (type >= 12) return type % 2 === 0 ? bytes : bytes.toString("utf8");
  if (type === 8 || type === 9) return type - 8;
  return type >= 1 && type <= 5 ? bytes.readIntBE(0, bytes.length) : null;
}

/** A varint of up to nine bytes, highest first; values beyond 2^53 lead outside of any file and are refused there. */
function readVarint(bytes: Buffer, at: number): { value: number; end: number } {
  let value = 0;
  for (let index = 0; index < 9; index++) {
    const byte = bytes[at + index];
    if (byte === undefined) throw new Error("the database is cut short");
    if (index === 8) return { value: value * 256 + byte, end: at + 9 };
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, end: at + index + 1 };
  }
  throw new Error("unreachable");
}
