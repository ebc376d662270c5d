/**
 * Keywords, ASCII letters folded, filed under three of their bytes as an 18-bit number of six bits a byte.
 *
 * A keyword is filed twice, under two neighbouring threes, the rarest pair it has: one of the two falls on a position that
 * is looked at when only every other one is, wherever it starts.
 */
export class KeywordTable {
  readonly keywords: readonly Uint8Array[];
  /** 1 where some keyword is filed under these three byte classes. */
  readonly filed = new Uint8Array(TRIGRAMS);
  /** By three byte classes, four numbers for each keyword: which it is, where its three bytes stand in it, and a further byte of it. */
  readonly drawers: ReadonlyMap<number, Int32Array>;
  /** Bytes of the longest keyword. */
  readonly longest: number;
  readonly #slots = new Map<number, Filed[]>();

  /** @param keywords each of at least three bytes, Latin-1; four are better */
  constructor(keywords: readonly string[]) {
    this.keywords = keywords.map(fold);
    this.longest = Math.max(0, ...this.keywords.map(({ length }) => length));
    for (const [keyword, bytes] of this.keywords.entries()) {
      if (bytes.length < 3) throw new Error(`a keyword needs three bytes: ${keywords[keyword]}`);
      const offset = bytes.length === 3 ? 0 : rarestPair(bytes);
      this.#file(trigramAt(bytes, offset), { keyword, offset });
      if (bytes.length > 3) this.#file(trigramAt(bytes, offset + 1), { keyword, offset: offset + 1 });
      else this.#fileBesideAnything(bytes, keyword);
    }
    this.drawers = new Map([...this.#slots].map(([trigram, filed]) => [trigram, this.#asDrawer(filed)]));
  }

  #file(trigram: number, filed: Filed): void {
    const slot = this.#slots.get(trigram);
    if (slot === undefined) this.#slots.set(trigram, [filed]);
    else slot.push(filed);
    this.filed[trigram] = 1;
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
        const bytes = this.keywords[keyword] as Uint8Array;
        const others = [...bytes.keys()].filter((at) => at < offset || at > offset + 2);
        const [rarest = 0] = others.sort((a, b) => frequencyOf(bytes[a] as number) - frequencyOf(bytes[b] as number));
        return [keyword, offset, rarest, bytes[rarest] as number];
      }),
    );
  }
}

/** Of three byte classes there are so many. */
export const TRIGRAMS = 1 << 18;

interface Filed {
  readonly keyword: number;
  /** Of the three bytes in the keyword. */
  readonly offset: number;
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

export const FOLDED = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 65 && byte <= 90 ? byte + 32 : byte));

/** Characters with a class of their own; the others share class 0. */
const CLASSED = "abcdefghijklmnopqrstuvwxyz0123456789_-.:/=\"'()<>$@+~ \t\n{}[],;#";

export const CLASSES = Uint8Array.from({ length: 256 }, (_, byte) => {
  const position = CLASSED.indexOf(String.fromCharCode(FOLDED[byte] as number));
  return position + 1;
});

/** Commonest first, in source code and configuration; what is not named is rarer than all. */
const COMMONEST = " etraosincldpum\"f.g-hb_/0y,:=1v'w2()k3x456897\nqzj;{}[]$<>#@+~\t";

function frequencyOf(byte: number): number {
  const rank = COMMONEST.indexOf(String.fromCharCode(byte));
  return 1 / (rank === -1 ? COMMONEST.length + 20 : rank + 3);
}
