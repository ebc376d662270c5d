import type { Place } from "../core/place.ts";
import { NEWLINE } from "./frames/byte-text.ts";

/** Tells line and column of ever later offsets; each byte is counted once. */
export class Lines {
  readonly #bytes: Buffer;
  #at = 0;
  #line = 1;
  #column = 1;
  /** Of the line that `#at` is in: its end, so that a long line is not searched for it again and again. */
  #end: number;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#end = this.#lineEnd();
  }

  /** @param offset not before the one asked last; columns count characters of UTF-8 */
  placeOf(offset: number, file: Place): Place {
    while (this.#end < offset) {
      this.#line++;
      this.#column = 1;
      this.#at = this.#end + 1;
      this.#end = this.#lineEnd();
    }
    for (; this.#at < offset; this.#at++) {
      if (((this.#bytes[this.#at] as number) & 0xc0) !== 0x80) this.#column++;
    }
    return { ...file, line: this.#line, column: this.#column };
  }

  #lineEnd(): number {
    const newline = this.#bytes.indexOf(NEWLINE, this.#at);
    return newline === -1 ? this.#bytes.length : newline;
  }
}
