/** How a text is wrapped in the one that holds it. */
export type Wrapping = "zip" | "tar" | "gzip" | "zstd" | "base64" | "hex" | "percent" | "utf-16";

/** A text that another one holds, taken out of it. */
export interface Wrapped {
  readonly by: Wrapping;
  /** Its name in an archive, as it is written there; empty where it has none. */
  readonly name: string;
  readonly bytes: Buffer;
  /** The bytes of the holder that hold it; all of an archive. */
  readonly start: number;
  readonly end: number;
}

/** Something inside that could not be taken out. */
export interface Sealed {
  readonly name: string;
  readonly sealed: string;
}

/** What one file may unpack to, with all that is nested in it: a bomb ends here, and what is left is a gap. */
export class Budget {
  /** Bytes. */
  left: number;
  /** Texts that may yet be taken out: the same bytes can be named in a directory many times over. */
  parts: number;

  constructor(bytes = 64 * 1024 * 1024, parts = 20_000) {
    this.left = bytes;
    this.parts = parts;
  }

  take(size: number): boolean {
    if (size > this.left || this.parts <= 0) return false;
    this.left -= size;
    this.parts--;
    return true;
  }
}

export const TOO_MUCH = "it unpacks to more than is unpacked of one file";
