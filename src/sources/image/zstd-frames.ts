const MAGIC = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50;

type Field = "magic" | "skip-size" | "skip" | "descriptor" | "header" | "block" | "content" | "checksum" | "unknown";

/** Bytes of the fields that are read rather than passed over. */
const FIXED: Partial<Record<Field, number>> = { magic: 4, "skip-size": 4, descriptor: 1, block: 3 };

/**
 * Cuts a zstd stream where its frames end, without unpacking it. Node's unpacker takes one frame per write and drops
 * what follows it in the same chunk, while images of the `zstd:chunked` kind have a frame per file.
 * Format: RFC 8878, sections 3.1.1 and 3.1.2.
 */
export class ZstdFrames {
  #field: Field = "magic";
  /** Bytes left of a field that is passed over. */
  #left = 0;
  /** The little-endian number that is being read, and how many of its bytes are here. */
  #number = 0;
  #gathered = 0;
  #hasChecksum = false;

  /** The chunk in pieces, none of which holds bytes of two frames. */
  *split(chunk: Buffer): Generator<Buffer> {
    let start = 0;
    let at = 0;
    while (at < chunk.length) {
      at = this.#advance(chunk, at);
      if (this.#field !== "magic" || this.#gathered > 0 || at === start) continue;
      yield chunk.subarray(start, at);
      start = at;
    }
    if (start < chunk.length) yield chunk.subarray(start);
  }

  #advance(chunk: Buffer, at: number): number {
    if (this.#field === "unknown") return chunk.length;
    const fixed = FIXED[this.#field];
    if (fixed === undefined) {
      const taken = Math.min(this.#left, chunk.length - at);
      this.#left -= taken;
      if (this.#left === 0) this.#passed();
      return at + taken;
    }
    this.#number += (chunk[at] ?? 0) * 2 ** (8 * this.#gathered);
    this.#gathered++;
    if (this.#gathered === fixed) {
      const number = this.#number;
      this.#number = 0;
      this.#gathered = 0;
      this.#read(number);
    }
    return at + 1;
  }

  #read(number: number): void {
    switch (this.#field) {
      case "magic":
        if (number === MAGIC) this.#field = "descriptor";
        else this.#field = number >= SKIPPABLE && number < SKIPPABLE + 16 ? "skip-size" : "unknown";
        return;
      case "skip-size":
        this.#pass("skip", number);
        return;
      case "descriptor":
        this.#hasChecksum = (number & 4) !== 0;
        this.#pass("header", headerBytes(number));
        return;
      case "block": {
        const isLast = (number & 1) === 1;
        const isRepeat = ((number >> 1) & 3) === 1;
        this.#isLastBlock = isLast;
        this.#pass("content", isRepeat ? 1 : number >> 3);
        return;
      }
      default:
        throw new Error(`no number is read in ${this.#field}`);
    }
  }

  #isLastBlock = false;

  #pass(field: Field, bytes: number): void {
    this.#field = field;
    this.#left = bytes;
    if (bytes === 0) this.#passed();
  }

  #passed(): void {
    if (this.#field === "header") this.#field = "block";
    else if (this.#field === "content" && !this.#isLastBlock) this.#field = "block";
    else if (this.#field === "content" && this.#hasChecksum) this.#pass("checksum", 4);
    else this.#field = "magic";
  }
}

/** Bytes of the frame header behind its descriptor: window, dictionary id, content size. */
function headerBytes(descriptor: number): number {
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const dictionary = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const contentSize = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  return (isSingleSegment ? 0 : 1) + dictionary + contentSize;
}
