import { hash } from "node:crypto";
import type { DatabaseSync, StatementSync } from "node:sqlite";

/** Rows that are held to be written in order, which is how a table grows fastest. */
const HELD = 100_000;

/** Keeps by which names records can be found: their ids, aliases and causes. */
export class NameWriter {
  readonly #insert: StatementSync;
  #held: [hash: number, record: number][] = [];

  constructor(database: DatabaseSync) {
    this.#insert = database.prepare("insert or ignore into name values (?,?)");
  }

  put(names: readonly string[], record: number): void {
    for (const name of new Set(names)) this.#held.push([hashOfName(name), record]);
    if (this.#held.length >= HELD) this.flush();
  }

  flush(): void {
    this.#held.sort(([a], [b]) => a - b);
    for (const [hash, record] of this.#held) this.#insert.run(hash, record);
    this.#held = [];
  }
}

/** 48 bits, whatever the case: a third of the space of the names themselves. Two names seldom share it; who reads compares. */
export function hashOfName(name: string): number {
  return hash("sha1", name.toUpperCase(), "buffer").readUIntBE(0, 6);
}
