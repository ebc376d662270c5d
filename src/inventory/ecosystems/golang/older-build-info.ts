/**
 * What the Go linker left in programs before Go 1.18. Their build information only points to its two texts; but each
 * can be told by itself: the modules stand between two markers (`modload/build.go` of Go), and the version of Go is a
 * text between zero bytes, or before Go 1.17 among the constants of its length, which are sorted. So the program need
 * not be held back to follow pointers in it.
 */
const START = Buffer.from("3077af0c9274080241e1c107e6d618e6", "hex");
const END = Buffer.from("f932433186182072008242104116d8f2", "hex");
const VERSION = Buffer.from("go1.", "latin1");
const NUMBER = "go1\\.[0-9]{1,2}(?:\\.[0-9]{1,2})?(?:(?:rc|beta)[0-9]{1,2})?";
const ALONE = new RegExp(`^\\0(${NUMBER})\\0`);
/** The constant behind it is greater than `go1.`; a path or a module with a version in it goes on otherwise. */
const SORTED = new RegExp(`^[^-/@.](${NUMBER})[g-z]`);
/** The longest version and the zero byte behind it. */
const LONGEST_VERSION = 24;
const LONGEST_MODULES = 4 * 1024 * 1024;
/** The start of a program with what tells it is Go's: the note of ELF, or the text in front of the code elsewhere. */
const HEAD = 16 * 1024;
const OF_GO = ["\x04\0\0\0Go\0\0", "\0\0\0\x04Go\0\0", "\xff Go build ID:"].map((mark) => Buffer.from(mark, "latin1"));

export interface OlderBuildInfo {
  /** `go1.17.13`; absent where the program names several, or none. */
  readonly goVersion?: string;
  /** The lines about modules. */
  readonly modules?: string;
}

/** Searches a program as its bytes come. Programs that are not of Go are let go after their first bytes. */
export class OlderBuildInfoSearch {
  #head = Buffer.alloc(0);
  #isGo = false;
  #tail = Buffer.alloc(0);
  #open: Buffer[] | undefined;
  #openBytes = 0;
  #modules: string | undefined;
  readonly #alone = new Set<string>();
  readonly #sorted = new Set<string>();

  push(chunk: Uint8Array): void {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    if (!this.#isGo) {
      if (this.#head.length >= HEAD) return;
      this.#head = Buffer.concat([this.#head, bytes.subarray(0, HEAD)]);
      this.#isGo = OF_GO.some((mark) => this.#head.includes(mark));
      if (!this.#isGo) return;
    }
    const seam = Math.max(START.length, LONGEST_VERSION) - 1;
    const front = Buffer.concat([this.#tail, bytes.subarray(0, seam)]);
    for (const part of bytes.length > seam ? [front, bytes] : [front]) this.#findVersions(part);
    if (this.#open !== undefined) this.#takeModules(bytes);
    else if (this.#modules === undefined) this.#findModules(front, bytes);
    this.#tail = Buffer.from((bytes.length < seam ? front : bytes).subarray(-seam));
  }

  result(): OlderBuildInfo {
    const versions = this.#alone.size > 0 ? this.#alone : this.#sorted;
    const [version] = versions;
    return {
      ...(version !== undefined && versions.size === 1 && { goVersion: version }),
      ...(this.#modules !== undefined && { modules: this.#modules }),
    };
  }

  #findVersions(bytes: Buffer): void {
    for (let at = bytes.indexOf(VERSION, 1); at !== -1; at = bytes.indexOf(VERSION, at + 1)) {
      const text = bytes.toString("latin1", at - 1, at + LONGEST_VERSION);
      const alone = ALONE.exec(text)?.[1];
      const sorted = SORTED.exec(text)?.[1];
      if (alone !== undefined) this.#alone.add(alone);
      else if (sorted !== undefined) this.#sorted.add(sorted);
    }
  }

  /** The marker begins in the front, which is the seam to the chunk before, or in the chunk itself. */
  #findModules(front: Buffer, bytes: Buffer): void {
    const inFront = front.indexOf(START);
    const start = inFront === -1 ? bytes.indexOf(START) : inFront;
    if (start === -1) return;
    this.#open = [];
    this.#openBytes = 0;
    if (inFront === -1) this.#takeModules(bytes.subarray(start + START.length));
    else
      this.#takeModules(
        Buffer.concat([front.subarray(start + START.length), bytes.subarray(front.length - this.#tail.length)]),
      );
  }

  #takeModules(bytes: Buffer): void {
    this.#open?.push(Buffer.from(bytes));
    this.#openBytes += bytes.length;
    const all = Buffer.concat(this.#open ?? []);
    const end = all.indexOf(END);
    if (end !== -1) this.#modules = all.toString("utf8", 0, end);
    if (end !== -1 || this.#openBytes > LONGEST_MODULES) this.#open = undefined;
    else this.#open = [all];
  }
}
