/**
 * Where keywords stand in a text, in order: what the search looks at, and all that it has to remember of a text so that
 * of its next version only what is new need be scanned.
 */
export class Hits {
  #at: Int32Array;
  /** Which keyword, whether a candidate came of it, and whether nothing at all was said of it. */
  #what: Int32Array;
  #count = 0;

  constructor(room = 256) {
    this.#at = new Int32Array(room);
    this.#what = new Int32Array(room);
  }

  get count(): number {
    return this.#count;
  }

  at(index: number): number {
    return this.#at[index] as number;
  }

  keyword(index: number): number {
    return (this.#what[index] as number) & KEYWORD;
  }

  /** Whether the search made a candidate of it, even one that it dropped in favour of another. */
  isFruitful(index: number): boolean {
    return ((this.#what[index] as number) & FRUITFUL) !== 0;
  }

  /** Whether the search had nothing to say of it: neither that it is a credential nor that it is none. */
  isSilent(index: number): boolean {
    return ((this.#what[index] as number) & SILENT) !== 0;
  }

  clear(): void {
    this.#count = 0;
  }

  /** Keeps the order, which new ones seldom break by more than a place. */
  add(at: number, keyword: number): void {
    this.#insert(at, keyword);
  }

  /** Takes one over, with what is known of it, from where the text before had it. */
  carry(other: Hits, index: number, shift: number): void {
    this.#insert((other.#at[index] as number) + shift, other.#what[index] as number);
  }

  #insert(at: number, what: number): void {
    const keyword = what & KEYWORD;
    if (this.#count === this.#at.length) this.#grow(this.#count + 1);
    let place = this.#count++;
    for (; place > 0; place--) {
      const before = this.#at[place - 1] as number;
      if (before < at || (before === at && ((this.#what[place - 1] as number) & KEYWORD) <= keyword)) break;
      this.#at[place] = before;
      this.#what[place] = this.#what[place - 1] as number;
    }
    this.#at[place] = at;
    this.#what[place] = what;
  }

  /** Notes what came of it: a candidate, a refusal at least, or nothing. */
  mark(index: number, outcome: "fruit" | "refusal" | "silence"): void {
    this.#what[index] = this.keyword(index) | (outcome === "fruit" ? FRUITFUL : outcome === "silence" ? SILENT : 0);
  }

  /** The first that stands at this byte or behind it. */
  from(at: number): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#at[middle] as number) < at) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Makes it the same as another. */
  copy(other: Hits): void {
    if (other.#count > this.#at.length) this.#grow(other.#count);
    this.#count = other.#count;
    this.#at.set(other.#at.subarray(0, this.#count));
    this.#what.set(other.#what.subarray(0, this.#count));
  }

  #grow(least: number): void {
    const room = Math.max(least, 2 * this.#at.length);
    const [at, what] = [new Int32Array(room), new Int32Array(room)];
    at.set(this.#at);
    what.set(this.#what);
    this.#at = at;
    this.#what = what;
  }
}

const FRUITFUL = 1 << 30;
const SILENT = 1 << 29;
const KEYWORD = SILENT - 1;
