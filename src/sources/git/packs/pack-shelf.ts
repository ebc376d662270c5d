import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { giveBack } from "./give-back.ts";
import { PackFile } from "./pack-file.ts";
import { type PackIndex, readPackIndex } from "./pack-index.ts";

/** A pack whose index has more bytes is left to git: some eight million objects. */
const GREATEST_INDEX = 256 * 1024 * 1024;

/** A pack that can be made sense of, with its index. */
export interface ShelvedPack {
  readonly file: string;
  readonly pack: PackFile;
  readonly index: PackIndex;
  /** The index' own bytes. */
  readonly bytes: Buffer;
  /** The number of its first object. */
  readonly first: number;
}

/** The packs that a repository has itself. Their objects are numbered through, in the order of each index. */
export class PackShelf {
  readonly packs: readonly ShelvedPack[];
  readonly hashBytes: number;
  readonly count: number;

  /** @param objects the folder of the repository's objects; packs that are damaged there are passed over */
  constructor(objects: string, hashBytes: number) {
    const folder = join(objects, "pack");
    const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".pack")) : [];
    const packs: ShelvedPack[] = [];
    let first = 0;
    for (const name of names.sort()) {
      const opened = openPack(join(folder, name), hashBytes);
      if (opened === undefined) continue;
      packs.push({ ...opened, first });
      first += opened.index.offsets.length;
    }
    this.packs = packs;
    this.hashBytes = hashBytes;
    this.count = first;
  }

  /** The number of an object by its id, whose bytes begin there; -1 where it is in none of them. */
  findBytes(bytes: Uint8Array, at: number): number {
    for (const { index, first } of this.packs) {
      const position = index.findBytes(bytes, at);
      if (position !== -1) return first + position;
    }
    return -1;
  }

  idOf(number: number): string {
    const { index, first } = this.#packOf(number);
    return index.idOf(number - first);
  }

  /** Which of the packs an object is in, and where in it. */
  placeOf(number: number): { readonly pack: number; readonly offset: number } {
    const which = this.packs.findLastIndex(({ first }) => first <= number);
    const { index, first } = this.packs[which] as ShelvedPack;
    return { pack: which, offset: index.offsets[number - first] as number };
  }

  close(): void {
    for (const { pack, bytes, index } of this.packs) {
      pack.close();
      giveBack(bytes, index.offsets);
    }
  }

  #packOf(number: number): ShelvedPack {
    return this.packs.findLast(({ first }) => first <= number) as ShelvedPack;
  }
}

/** Undefined for a pack that cannot be made sense of: git may do better. */
function openPack(file: string, hashBytes: number): Omit<ShelvedPack, "first"> | undefined {
  try {
    // An index over many packs stands beside their own and does not replace them: without these git reads nothing.
    const bytes = readWhole(file.replace(/\.pack$/, ".idx"));
    const index = readPackIndex(bytes, hashBytes);
    return { file, bytes, index, pack: new PackFile(file, index.packSum, hashBytes) };
  } catch (error) {
    if (isUnreadable(error)) return undefined;
    throw error;
  }
}

function readWhole(file: string): Buffer {
  if (statSync(file).size > GREATEST_INDEX) throw new RangeError("the index is too large");
  return readFileSync(file);
}

/** A file that is damaged, or that may not be read or is gone by now. */
export function isUnreadable(error: unknown): boolean {
  return error instanceof RangeError || (error instanceof Error && "syscall" in error);
}
