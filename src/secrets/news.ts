import type { Copies } from "../core/source.ts";
import { NEWLINE } from "./frames/byte-text.ts";
import type { Hits } from "./hits.ts";
import type { Reach } from "./reach.ts";

/**
 * What is new in a version of a text: the stretches between what it took over from another, in order. Where two copies
 * meet that were no neighbours, nothing is new but that they meet: a stretch of no length.
 */
export class News {
  #bytes: Buffer = Buffer.alloc(0);
  #from: Int32Array = new Int32Array(256);
  #to: Int32Array = new Int32Array(256);
  #count = 0;
  /** Lines round about, within which names and values are read; reckoned once they are asked for. */
  #lineFrom: Int32Array = new Int32Array(256);
  #lineTo: Int32Array = new Int32Array(256);
  #lines = 0;
  #next = 0;
  #nextLines = 0;

  /** Takes up another version; what was said of the one before is gone. */
  of(bytes: Buffer, copies: Copies, baseLength: number): this {
    this.#bytes = bytes;
    this.#count = this.#lines = this.#next = this.#nextLines = 0;
    let end = 0;
    let endInBase = 0;
    for (let at = 0; at < copies.length; at += 3) {
      const start = copies[at] as number;
      const from = copies[at + 1] as number;
      if (start > end || from !== endInBase) this.#add(end, start);
      end = start + (copies[at + 2] as number);
      endInBase = from + (copies[at + 2] as number);
    }
    if (end < bytes.length || endInBase !== baseLength) this.#add(end, bytes.length);
    return this;
  }

  get count(): number {
    return this.#count;
  }

  from(index: number): number {
    return this.#from[index] as number;
  }

  to(index: number): number {
    return this.#to[index] as number;
  }

  /** Must be asked of hits in their order: whether what comes of this one may have changed. */
  bearsOn(hits: Hits, index: number, reach: Reach): boolean {
    const at = hits.at(index);
    const keyword = hits.keyword(index);
    const isFruitful = hits.isFruitful(index);
    const isSilent = hits.isSilent(index);
    while (this.#next < this.count && this.to(this.#next) < at) this.#next++;
    const ownBack = reach.back(keyword, isSilent);
    const back = isFruitful ? Math.max(AROUND_FOUND, ownBack) : ownBack;
    if (this.#next > 0 && this.to(this.#next - 1) >= at - back) return true;
    const ownForward = reach.forward(keyword, isSilent);
    const forward = isFruitful ? Math.max(AROUND_FOUND, ownForward) : ownForward;
    if (this.#next < this.count && this.from(this.#next) <= at + forward) return true;
    return reach.isOfAssignments(keyword) && this.#isInLines(at);
  }

  #add(from: number, to: number): void {
    if (this.#count === this.#from.length) {
      this.#from = doubled(this.#from);
      this.#to = doubled(this.#to);
      this.#lineFrom = doubled(this.#lineFrom);
      this.#lineTo = doubled(this.#lineTo);
    }
    this.#from[this.#count] = from;
    this.#to[this.#count++] = to;
  }

  #isInLines(at: number): boolean {
    while (this.#nextLines < this.#count) {
      if (this.#lines === this.#nextLines) this.#readLines(this.#lines++);
      if ((this.#lineTo[this.#nextLines] as number) >= at) return (this.#lineFrom[this.#nextLines] as number) <= at;
      this.#nextLines++;
    }
    return false;
  }

  /** Assignments are read within their line, but that a value may stand on a line below, and what is near is looked at. */
  #readLines(index: number): void {
    const first = lineStart(this.#bytes, this.from(index) - SURROUNDINGS);
    this.#lineFrom[index] = lineStart(this.#bytes, first - VALUE_BELOW);
    this.#lineTo[index] = Math.max(this.to(index) + SURROUNDINGS, lineEnd(this.#bytes, this.to(index)));
  }
}

function doubled(numbers: Int32Array): Int32Array {
  const more = new Int32Array(2 * numbers.length);
  more.set(numbers);
  return more;
}

/** Candidates decide over those that they overlap, and make pairs with those near them. */
const AROUND_FOUND = 4 * 1024;
/** A name of 80 bytes, and 200 in front of it or behind its value. */
const SURROUNDINGS = 288;
/** How far below its name a value may begin. */
const VALUE_BELOW = 104;
/** More than a name, an operator with all its blanks, a value, and what is looked at behind it. */
const LONGEST_LINE = 4 * 1024;

function lineStart(bytes: Buffer, at: number): number {
  const least = Math.max(0, at - LONGEST_LINE);
  let start = Math.max(0, at);
  while (start > least && bytes[start - 1] !== NEWLINE) start--;
  return start;
}

function lineEnd(bytes: Buffer, at: number): number {
  const most = Math.min(bytes.length, at + LONGEST_LINE);
  let end = at;
  while (end < most && bytes[end] !== NEWLINE) end++;
  return end;
}
