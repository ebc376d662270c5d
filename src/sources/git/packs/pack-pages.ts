import type { PackFile } from "./pack-file.ts";

const PAGE = 128 * 1024;
/** Of each pack: 8 MiB. */
const MOST_PAGES = 64;

/** Bytes of a pack, and where in them what was asked for begins. Good until the next are asked for. */
export interface Located {
  readonly bytes: Buffer;
  readonly at: number;
}

/** A pack that is read here and there, as commits and trees are: what was read lately is kept, oldest out first. */
export class PackPages {
  readonly #pack: PackFile;
  readonly #pages = new Map<number, Buffer>();
  #last = -1;
  #lastPage: Buffer = Buffer.alloc(0);
  #across: Buffer = Buffer.alloc(0);

  constructor(pack: PackFile) {
    this.#pack = pack;
  }

  /** So many bytes from there on, fewer at the pack's end. @throws RangeError for a place outside of the pack */
  locate(offset: number, length: number): Located {
    const needed = Math.min(length, this.#pack.end - offset);
    if (offset < 0 || needed <= 0) throw new RangeError("the pack breaks off");
    const page = Math.floor(offset / PAGE);
    const at = offset - page * PAGE;
    if (at + needed <= PAGE) return { bytes: this.#page(page), at };
    if (this.#across.length < needed) this.#across = Buffer.allocUnsafeSlow(Math.max(PAGE, needed));
    const bytes = this.#across.subarray(0, needed);
    this.#pack.readInto(bytes, offset);
    return { bytes, at: 0 };
  }

  #page(number: number): Buffer {
    if (number === this.#last) return this.#lastPage;
    let page = this.#pages.get(number);
    if (page === undefined) {
      const size = Math.min(PAGE, this.#pack.end - number * PAGE);
      page = size === PAGE ? this.#spare() : Buffer.allocUnsafeSlow(size);
      this.#pack.readInto(page, number * PAGE);
      this.#pages.set(number, page);
    }
    this.#last = number;
    this.#lastPage = page;
    return page;
  }

  #spare(): Buffer {
    if (this.#pages.size < MOST_PAGES) return Buffer.allocUnsafeSlow(PAGE);
    for (const [oldest, page] of this.#pages) {
      this.#pages.delete(oldest);
      if (page.length === PAGE) return page;
    }
    return Buffer.allocUnsafeSlow(PAGE);
  }
}
