import type { Place } from "../core/place.ts";
import { NEWLINE } from "./frames/byte-text.ts";

/** Tells line and column of ever later offsets; each byte is counted once. */
export class Lines {
  readonly #bytes: Buffer;
  #at = 0;
  #line = 1;
  #column = 1;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** @param offset not before the one asked last; columns count characters of UTF-8 */
  placeOf(offset: number, file: Place): Place {
    for (; this.#at < offset; this.#at++) {
      const byte = this.#bytes[this.#at] as number;
      if (byte === NEWLINE) {
        this.#line++;
        this.#column = 1;
      } else if ((byte & 0xc0) !== 0x80) this.#column++;
    }
    return { ...file, line: this.#line, column: this.#column };
  }
}
