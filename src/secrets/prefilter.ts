/** One occurrence of a keyword, letters folded: which of the list it is, and the offset of its first byte. */
export type OnHit = (keyword: number, at: number) => void;

/**
 * Finds every occurrence of many keywords in one pass, ASCII letters compared without case.
 *
 * The pass looks at three bytes at every other position, as an 18-bit number of six bits a byte, and asks one byte of a
 * table whether some keyword is filed under it; only there are keywords compared. So a keyword is filed twice, under two
 * neighbouring threes, the rarest pair it has: one of the two falls on a position that is looked at, wherever it starts.
 * This costs the same for forty keywords as for four hundred.
 */
export class Prefilter {
  readonly #keywords: readonly Uint8Array[];
  /** 1 where some keyword is filed under these three byte classes. */
  readonly #filed = new Uint8Array(1 << 18);
  readonly #slots = new Map<number, Filed[]>();

  /** @param keywords each of at least three bytes, Latin-1; four are better */
  constructor(keywords: readonly string[]) {
    this.#keywords = keywords.map(fold);
    for (const [keyword, bytes] of this.#keywords.entries()) {
      if (bytes.length < 3) throw new Error(`a keyword needs three bytes: ${keywords[keyword]}`);
      const offset = bytes.length === 3 ? 0 : rarestPair(bytes);
      this.#file(trigramAt(bytes, offset), { keyword, offset });
      if (bytes.length > 3) this.#file(trigramAt(bytes, offset + 1), { keyword, offset: offset + 1 });
      else this.#fileBesideAnything(bytes, keyword);
    }
  }

  /**
   * Hits come in the order of the bytes that gave them away, not strictly of their starts.
   * @param from, to the bytes within which they lie
   */
  scan(bytes: Uint8Array, onHit: OnHit, from = 0, to = bytes.length): void {
    const filed = this.#filed;
    const classes = CLASSES;
    const even = to - ((to - from) & 1);
    let before = 0;
    for (let at = from; at < even; at += 2) {
      const last = classes[bytes[at + 1] as number] as number;
      const trigram = (before << 12) | ((classes[bytes[at] as number] as number) << 6) | last;
      if (filed[trigram] !== 0) this.#compare(bytes, trigram, at - 1, from, to, onHit);
      before = last;
    }
    if (even < to) {
      const trigram = (before << 12) | ((classes[bytes[even] as number] as number) << 6); // as if anything came after it
      if (filed[trigram] !== 0) this.#compare(bytes, trigram, even - 1, from, to, onHit);
    }
  }

  #file(trigram: number, filed: Filed): void {
    const slot = this.#slots.get(trigram);
    if (slot === undefined) this.#slots.set(trigram, [filed]);
    else slot.push(filed);
    this.#filed[trigram] = 1;
  }

  /** Of a keyword of three bytes, the neighbour is its rarer two with whatever stands on their other side. */
  #fileBesideAnything(bytes: Uint8Array, keyword: number): void {
    const [first = 0, second = 0, third = 0] = bytes;
    const before = frequencyOf(first) < frequencyOf(third);
    const two = ((CLASSES[before ? first : second] as number) << 6) | (CLASSES[before ? second : third] as number);
    for (let any = 0; any < 64; any++) {
      if (before) this.#file((any << 12) | two, { keyword, offset: -1 });
      else this.#file((two << 6) | any, { keyword, offset: 1 });
    }
  }

  #compare(bytes: Uint8Array, trigram: number, at: number, from: number, to: number, onHit: OnHit): void {
    for (const { keyword, offset } of this.#slots.get(trigram) ?? []) {
      const start = at - offset;
      const expected = this.#keywords[keyword] as Uint8Array;
      if (start >= from && startsWithFolded(bytes, start, to, expected)) onHit(keyword, start);
    }
  }
}

interface Filed {
  readonly keyword: number;
  /** Of the three bytes in the keyword. */
  readonly offset: number;
}

function startsWithFolded(bytes: Uint8Array, start: number, end: number, expected: Uint8Array): boolean {
  if (start + expected.length > end) return false;
  for (let i = 0; i < expected.length; i++) {
    if (FOLDED[bytes[start + i] as number] !== expected[i]) return false;
  }
  return true;
}

function fold(keyword: string): Uint8Array {
  return Uint8Array.from(Buffer.from(keyword, "latin1"), (byte) => FOLDED[byte] as number);
}

function trigramAt(bytes: Uint8Array, offset: number): number {
  let trigram = 0;
  for (let i = offset; i < offset + 3; i++) trigram = (trigram << 6) | (CLASSES[bytes[i] as number] as number);
  return trigram;
}

/** Where the four bytes start whose two threes are seldom met. */
function rarestPair(bytes: Uint8Array): number {
  let rarest = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let offset = 0; offset + 4 <= bytes.length; offset++) {
    const frequency = frequencyOfTrigram(bytes, offset) + frequencyOfTrigram(bytes, offset + 1);
    if (frequency < least) {
      least = frequency;
      rarest = offset;
    }
  }
  return rarest;
}

function frequencyOfTrigram(bytes: Uint8Array, offset: number): number {
  let frequency = 1;
  for (let i = offset; i < offset + 3; i++) frequency *= frequencyOf(bytes[i] as number);
  return frequency;
}

const FOLDED = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 65 && byte <= 90 ? byte + 32 : byte));

/** Characters with a class of their own; the others share class 0. */
const CLASSED = "abcdefghijklmnopqrstuvwxyz0123456789_-.:/=\"'()<>$@+~ \t\n{}[],;#";

const CLASSES = Uint8Array.from({ length: 256 }, (_, byte) => {
  const position = CLASSED.indexOf(String.fromCharCode(FOLDED[byte] as number));
  return position + 1;
});

/** Commonest first, in source code and configuration; what is not named is rarer than all. */
const COMMONEST = " etraosincldpum\"f.g-hb_/0y,:=1v'w2()k3x456897\nqzj;{}[]$<>#@+~\t";

function frequencyOf(byte: number): number {
  const rank = COMMONEST.indexOf(String.fromCharCode(byte));
  return 1 / (rank === -1 ? COMMONEST.length + 20 : rank + 3);
}
