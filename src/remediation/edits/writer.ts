import { WaybillError } from "../../core/errors.ts";
import type { Tree } from "./tree.ts";

/** Writes files of a tree so that each can be brought back to the bytes that it had at first. */
export class Writer {
  readonly #tree: Tree;
  readonly #originals = new Map<string, Buffer>();
  /** What we wrote last, where it is not the original. */
  readonly #written = new Map<string, Buffer>();

  constructor(tree: Tree) {
    this.#tree = tree;
  }

  /** A file's bytes as they were before anything was written. */
  readonly original = (path: string): Buffer => {
    const bytes = this.#originals.get(path) ?? this.#tree.read(path);
    this.#originals.set(path, bytes);
    return bytes;
  };

  /** A file's bytes as they are now on the disk. */
  read(path: string): Buffer {
    return this.#tree.read(path);
  }

  /** Brings the tree to hold exactly these changes: what was written before and is not named gets its first bytes back. */
  write(files: readonly { readonly path: string; readonly after: Buffer }[]): void {
    const wanted = new Map(files.map(({ path, after }) => [path, after]));
    for (const path of this.#originals.keys()) if (!wanted.has(path)) this.#put(path, this.original(path));
    for (const [path, after] of wanted) this.#put(path, after);
  }

  /**
   * Brings every file back to the bytes that it had at first.
   * @throws WaybillError `fix/not-restored`, after all others are back, when somebody else changed one meanwhile
   */
  restore(): void {
    const left: string[] = [];
    for (const path of this.#originals.keys()) {
      try {
        this.#put(path, this.original(path));
      } catch (fault) {
        if (!(fault instanceof WaybillError)) throw fault;
        left.push(path);
      }
    }
    if (left.length === 0) return;
    throw new WaybillError(
      "fix/not-restored",
      `Changes were to be taken back, but somebody else changed ${left.join(", ")} meanwhile.`,
      "Look at these files with `git diff`: they hold an edit that was not proven.",
    );
  }

  #put(path: string, bytes: Buffer): void {
    const original = this.original(path);
    const present = this.#written.get(path) ?? original;
    if (present.equals(bytes)) return;
    this.#tree.replace(path, present, bytes);
    if (bytes.equals(original)) this.#written.delete(path);
    else this.#written.set(path, bytes);
  }
}
