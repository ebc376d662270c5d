import type { DatabaseSync, StatementSync } from "node:sqlite";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { Details } from "./entry.ts";

/** Where a record's details lie: in which block, from which byte on, how many. */
export interface Spot {
  readonly block: number;
  readonly at: number;
  readonly length: number;
}

/** Bytes of a block before it is packed: small enough to unpack for one record, large enough to pack well. */
const BLOCK = 32 * 1024;

/** Details may pass the block's size by one record. */
const LARGEST_BLOCK = 8 * 1024 * 1024;

/** Gathers details into packed blocks, which take about an eighth of the space of rows of their own. */
export class BlockWriter {
  readonly #insert: StatementSync;
  readonly #source: number;
  #number: number;
  #parts: Buffer[] = [];
  #size = 0;

  constructor(database: DatabaseSync, source: number) {
    this.#insert = database.prepare("insert into block values (?,?,?)");
    this.#number = Number(database.prepare("select coalesce(max(n), 0) + 1 as next from block").get()?.next);
    this.#source = source;
  }

  put(details: Details): Spot {
    if (this.#size >= BLOCK) this.flush();
    const bytes = Buffer.from(JSON.stringify(withoutEmpty(details)));
    const spot = { block: this.#number, at: this.#size, length: bytes.length };
    this.#parts.push(bytes);
    this.#size += bytes.length;
    return spot;
  }

  flush(): void {
    if (this.#size === 0) return;
    this.#insert.run(this.#number, this.#source, deflateRawSync(Buffer.concat(this.#parts)));
    this.#number++;
    this.#parts = [];
    this.#size = 0;
  }
}

function withoutEmpty(details: Details): object {
  return Object.fromEntries(Object.entries(details).filter(([, value]) => !Array.isArray(value) || value.length > 0));
}

/** Unpacked blocks that are kept at hand. */
const KEPT = 32;

/** Reads details back; the last few blocks stay unpacked. */
export function blockReader(database: DatabaseSync): (spot: Spot) => Details {
  const select = database.prepare("select bytes from block where n = ?");
  const kept = new Map<number, Buffer>();
  return ({ block, at, length }) => {
    const known = kept.get(block);
    const bytes = known ?? unpack(select.get(block)?.bytes);
    if (known === undefined) {
      const [oldest] = kept.keys();
      if (kept.size >= KEPT && oldest !== undefined) kept.delete(oldest);
      kept.set(block, bytes);
    }
    return Details.parse(JSON.parse(bytes.toString("utf8", at, at + length)));
  };
}

function unpack(bytes: unknown): Buffer {
  if (!(bytes instanceof Uint8Array)) throw new Error("the advisory database lacks a block of details");
  return inflateRawSync(bytes, { maxOutputLength: LARGEST_BLOCK });
}
