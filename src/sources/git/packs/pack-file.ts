import { closeSync, fstatSync, openSync, readSync } from "node:fs";

const HEADER = 12;
const MAGIC = 0x5041434b; // PACK
/** What is read at once where the file is passed through from front to back. */
const WINDOW = 256 * 1024;

/** What is read beyond a single object: members of a family often stand side by side, and as often far apart. */
const NEIGHBOURS = 8 * 1024;

/** An open pack, of which only windows are in memory. */
export class PackFile {
  readonly #file: number;
  /** Bytes of objects: all but the checksum behind them. */
  readonly end: number;
  #window = Buffer.alloc(0);
  #windowAt = 0;
  #filled = 0;

  /** @throws RangeError where it is no pack, or not the one with this checksum */
  constructor(path: string, packSum: Uint8Array | undefined, hashBytes: number) {
    this.#file = openSync(path, "r");
    try {
      const { size } = fstatSync(this.#file);
      const head = Buffer.alloc(HEADER);
      const tail = Buffer.alloc(hashBytes);
      this.end = size - hashBytes;
      if (this.end < HEADER) throw new RangeError("the pack breaks off");
      this.#fill(head, 0);
      this.#fill(tail, this.end);
      const version = head.readUInt32BE(4);
      if (head.readUInt32BE(0) !== MAGIC || version < 2 || version > 3) throw new RangeError("this is no pack");
      if (packSum !== undefined && !tail.equals(packSum)) {
        throw new RangeError("the pack is not the one that its index is of, or it is cut off");
      }
    } catch (error) {
      closeSync(this.#file);
      throw error;
    }
  }

  /**
   * Up to so many bytes from there on, fewer at the end. Valid until the next call.
   * @param ahead how much is read at once, in the hope that what is asked for next stands just behind
   */
  window(offset: number, length: number, ahead = WINDOW): Buffer {
    const wanted = Math.max(0, Math.min(length, this.end - offset));
    if (offset < this.#windowAt || offset + wanted > this.#windowAt + this.#filled) {
      if (this.#window.length < wanted) this.#window = Buffer.allocUnsafeSlow(Math.max(WINDOW, wanted));
      this.#windowAt = offset;
      this.#filled = Math.min(Math.max(wanted, ahead), this.#window.length, this.end - offset);
      this.#fill(this.#window.subarray(0, this.#filled), offset);
    }
    const at = offset - this.#windowAt;
    return this.#window.subarray(at, at + wanted);
  }

  /** Exactly these bytes. Valid until the next call. @throws RangeError where the file has fewer */
  read(offset: number, length: number): Buffer {
    if (offset + length > this.end) throw new RangeError("the pack breaks off");
    return this.window(offset, length, NEIGHBOURS);
  }

  /** Fills all of it. @throws RangeError where the file has fewer bytes */
  readInto(bytes: Buffer, offset: number): void {
    if (offset + bytes.length > this.end) throw new RangeError("the pack breaks off");
    this.#fill(bytes, offset);
  }

  close(): void {
    closeSync(this.#file);
  }

  #fill(into: Buffer, offset: number): void {
    if (readSync(this.#file, into, 0, into.length, offset) !== into.length) throw new RangeError("the pack breaks off");
  }
}
