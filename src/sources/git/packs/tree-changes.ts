import type { Span } from "./ring.ts";

/**
 * Entries of a tree, four numbers each: where it begins, where its name does, where its id does (a NUL stands before it),
 * and where the id begins of the other tree's entry of this name and sort, or 0 where it has none.
 */
export type Changes = Int32Array;

export const TREE = 0o040000;
export const SUBMODULE = 0o160000;

/**
 * The entries of a tree that differ from another's, in order: both are lists sorted by name, which are gone through side by
 * side. Of trees in disorder, which git makes none of, at least all that differ.
 *
 * @throws RangeError for what is no tree
 */
export function changedEntries(memory: Uint8Array, tree: Span, other: Span | undefined, hashBytes: number): Changes {
  const changes: number[] = [];
  const [end, otherEnd] = [tree.at + tree.size, other === undefined ? 0 : other.at + other.size];
  let there = other?.at ?? 0;
  for (let here = tree.at; here < end; ) {
    const entry = readEntry(memory, here, end, hashBytes);
    let before = 0;
    while (there < otherEnd && before === 0) {
      const candidate = readEntry(memory, there, otherEnd, hashBytes);
      const order = compareNames(memory, candidate, entry);
      if (order > 0) break;
      if (order === 0) before = there; // those before it are gone here
      there = candidate.next;
    }
    if (before === 0 || !areSame(memory, here, entry.next, before, there)) {
      changes.push(here, entry.nameAt, entry.idAt, before === 0 ? 0 : there - hashBytes);
    }
    here = entry.next;
  }
  return Int32Array.from(changes);
}

interface Entry {
  readonly nameAt: number;
  readonly idAt: number;
  readonly next: number;
  readonly isTree: boolean;
}

function readEntry(memory: Uint8Array, at: number, end: number, hashBytes: number): Entry {
  const blank = memory.indexOf(0x20, at);
  const nul = blank === -1 ? -1 : memory.indexOf(0, blank);
  const idAt = nul + 1;
  const next = idAt + hashBytes;
  if (nul === -1 || next > end) throw new RangeError("a tree breaks off");
  return { nameAt: blank + 1, idAt, next, isTree: memory[at] === FOUR };
}

/** What a tree's mode begins with, and no other. */
const FOUR = 0x34;

function areSame(memory: Uint8Array, at: number, end: number, other: number, otherEnd: number): boolean {
  if (otherEnd - other !== end - at) return false;
  for (let i = at, j = other; i < end; i++, j++) if (memory[i] !== memory[j]) return false;
  return true;
}

const SLASH = 0x2f;

/** As git sorts: a tree's name as if a slash stood behind it. */
function compareNames(memory: Uint8Array, a: Entry, b: Entry): number {
  for (let i = 0; ; i++) {
    const [aByte, bByte] = [byteOf(memory, a, i), byteOf(memory, b, i)];
    if (aByte !== bByte) return aByte - bByte;
    if (b.nameAt + i >= b.idAt - 1) return 0;
  }
}

function byteOf(memory: Uint8Array, { nameAt, idAt, isTree }: Entry, i: number): number {
  if (nameAt + i < idAt - 1) return memory[nameAt + i] as number;
  return isTree ? SLASH : 0;
}

/**
 * The mode of the entry that begins there: of the few that git knows, for a file that may be run or not, a symbolic link, a
 * tree; all else stands for a submodule. @throws RangeError for what is no mode
 */
export function modeAt(memory: Uint8Array, at: number, nameAt: number): number {
  let mode = 0;
  for (let i = at; i < nameAt - 1; i++) {
    const digit = (memory[i] as number) - 0x30;
    if (digit < 0 || digit > 7 || i - at > 6) throw new RangeError("a tree has a mode that is none");
    mode = mode * 8 + digit;
  }
  switch (mode & 0o170000) {
    case 0o100000:
      return (mode & 0o100) === 0 ? 0o100644 : 0o100755;
    case 0o120000:
      return 0o120000;
    case TREE:
      return TREE;
    default:
      return SUBMODULE;
  }
}
