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
  /** The same, four numbers for each keyword: which it is, where its three bytes stand in it, and a further byte of it. */
  readonly #drawers: ReadonlyMap<number, Int32Array>;

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
    this.#drawers = new Map([...this.#slots].map(([trigram, filed]) => [trigram, this.#asDrawer(filed)]));
  }

  /**
   * Hits come in the order of the bytes that gave them away, not strictly of their starts.
   * @param from, to the bytes within which they lie
   */
  scan(bytes: Uint8Array, onHit: OnHit, from = 0, to = bytes.length): void {
    for (let at = from; at < to; ) {
      const trigram = nextFiled(bytes, at, from, to, this.#filed);
      if (trigram === -1) return;
      at = foundAt;
      this.#compare(bytes, trigram, at - 1, from, to, onHit);
      at += 2;
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

  /** With each keyword the byte of it that is rarest outside of the three. */
  #asDrawer(filed: readonly Filed[]): Int32Array {
    return Int32Array.from(
      filed.flatMap(({ keyword, offset }) => {
        const bytes = this.#keywords[keyword] as Uint8Array;
        const others = [...bytes.keys()].filter((at) => at < offset || at > offset + 2);
        const [rarest = 0] = others.sort((a, b) => frequencyOf(bytes[a] as number) - frequencyOf(bytes[b] as number));
        return [keyword, offset, rarest, bytes[rarest] as number];
      }),
    );
  }

  #compare(bytes: Uint8Array, trigram: number, at: number, from: number, to: number, onHit: OnHit): void {
    const drawer = this.#drawers.get(trigram);
    if (drawer === undefined) return;
    for (let i = 0; i < drawer.length; i += 4) {
      const start = at - (drawer[i + 1] as number);
      if (FOLDED[bytes[start + (drawer[i + 2] as number)] as number] !== drawer[i + 3]) continue;
      const keyword = drawer[i] as number;
      if (start >= from && startsWithFolded(bytes, start, to, this.#keywords[keyword] as Uint8Array))
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
