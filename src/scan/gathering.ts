import type { Place } from "../core/place.ts";
import type { OpenFile } from "../core/reader.ts";
import type { Entry, Sink } from "../core/source.ts";
import type { Desk } from "./desk.ts";

/** What a reader sees of a file before it is gathered; see `declines`. */
const HEAD = 8 * 1024;

/** Gathers a file that comes in pieces for desks that read it whole, once they have seen its first bytes and stay. */
export class Gathering implements Sink {
  readonly #entry: Entry;
  readonly #place: Place;
  readonly #open: (bytes: Buffer) => OpenFile;
  #desks: readonly Desk[];
  /** First the head, then the whole file. */
  #bytes: Buffer;
  #filled = 0;
  #decided = false;

  constructor(entry: Entry, place: Place, desks: readonly Desk[], open: (bytes: Buffer) => OpenFile) {
    this.#entry = entry;
    this.#place = place;
    this.#desks = desks;
    this.#open = open;
    this.#bytes = Buffer.alloc(0);
  }

  push(chunk: Uint8Array): boolean {
    if (!this.#decided) {
      const head = Buffer.concat([this.#bytes, chunk.subarray(0, HEAD)]);
      if (head.length < Math.min(HEAD, this.#entry.size)) {
        this.#bytes = head;
        this.#filled = head.length;
        return true;
      }
      this.#decide(head);
    }
    if (this.#desks.length === 0) return false;
    this.#take(chunk);
    return this.#filled < this.#bytes.length;
  }

  end(): void {
    if (!this.#decided) this.#decide(this.#bytes);
    if (this.#filled === this.#entry.size) for (const desk of this.#desks) desk.takeWhole(this.#open(this.#bytes));
    else for (const desk of this.#desks) desk.brokeOff(this.#entry, this.#place, this.#filled);
    this.#desks = [];
  }

  /** Only now is there memory for the whole file. */
  #decide(head: Buffer): void {
    this.#decided = true;
    this.#desks = this.#desks.filter((desk) => desk.staysAfter(head, this.#entry, this.#place));
    const before = this.#bytes;
    this.#bytes = Buffer.allocUnsafe(this.#desks.length === 0 ? 0 : this.#entry.size);
    this.#filled = before.copy(this.#bytes);
  }

  #take(chunk: Uint8Array): void {
    const room = this.#bytes.length - this.#filled;
    const taken = chunk.length <= room ? chunk : chunk.subarray(0, room);
    this.#bytes.set(taken, this.#filled);
    this.#filled += taken.length;
  }
}
