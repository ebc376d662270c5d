import { CLASSES, FOLDED, type KeywordTable } from "./keyword-table.ts";

/** One occurrence of a keyword, letters folded: which of the list it is, and the offset of its first byte. */
export type OnHit = (keyword: number, at: number) => void;

/**
 * Finds every occurrence of many keywords in one pass, ASCII letters compared without case.
 *
 * The pass looks at three bytes at every other position and asks one byte of a table whether some keyword is filed under
 * them; only there are keywords compared. This costs the same for forty keywords as for four hundred.
 */
export class Prefilter {
  readonly #table: KeywordTable;

  constructor(table: KeywordTable) {
    this.#table = table;
  }

  /**
   * Hits come in the order of the bytes that gave them away, not strictly of their starts.
   * @param from, to the bytes within which they lie
   */
  scan(bytes: Uint8Array, onHit: OnHit, from = 0, to = bytes.length): void {
    for (let at = from; at < to; ) {
      const trigram = nextFiled(bytes, at, from, to, this.#table.filed);
      if (trigram === -1) return;
      at = foundAt;
      this.#compare(bytes, trigram, at - 1, from, to, onHit);
      at += 2;
    }
  }

  #compare(bytes: Uint8Array, trigram: number, at: number, from: number, to: number, onHit: OnHit): void {
    const drawer = this.#table.drawers.get(trigram);
    if (drawer === undefined) return;
    for (let i = 0; i < drawer.length; i += 4) {
      const start = at - (drawer[i + 1] as number);
      if (FOLDED[bytes[start + (drawer[i + 2] as number)] as number] !== drawer[i + 3]) continue;
      const keyword = drawer[i] as number;
      if (start >= from && startsWithFolded(bytes, start, to, this.#table.keywords[keyword] as Uint8Array))
        onHit(keyword, start);
    }
  }
}

/** Where `nextFiled` found something: an answer of two numbers, without an object for each. */
let foundAt = 0;

/** The next three bytes, from the one before `start` on, under which something is filed; -1 where there are none. */
function nextFiled(bytes: Uint8Array, start: number, from: number, to: number, filed: Uint8Array): number {
  let before = start === from ? 0 : (CLASSES[bytes[start - 1] as number] as number);
  const even = to - ((to - start) & 1);
  let at = start;
  for (; at < even; at += 2) {
    const last = CLASSES[bytes[at + 1] as number] as number;
    const trigram = (before << 12) | ((CLASSES[bytes[at] as number] as number) << 6) | last;
    if (filed[trigram] !== 0) {
      foundAt = at;
      return trigram;
    }
    before = last;
  }
  if (at >= to) return -1;
  foundAt = at;
  return (before << 12) | ((CLASSES[bytes[at] as number] as number) << 6); // as if anything came after it
}

function startsWithFolded(bytes: Uint8Array, start: number, end: number, expected: Uint8Array): boolean {
  if (start + expected.length > end) return false;
  for (let i = 0; i < expected.length; i++) {
    if (FOLDED[bytes[start + i] as number] !== expected[i]) return false;
  }
  return true;
}
