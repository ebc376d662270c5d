import type { ObjectReader } from "../packs/object-reader.ts";

/** Commits in columns, each with the numbers that `ObjectReader` gives objects. */
export class Commits {
  /** Of each: its own number, its tree's, and when it was made in seconds since 1970. */
  readonly numbers: number[] = [];
  readonly trees: number[] = [];
  readonly times: number[] = [];
  /** Which of them are its parents, each once. */
  readonly parents: (readonly number[])[] = [];
  readonly #reader: ObjectReader;
  readonly #ids: (string | undefined)[] = [];

  constructor(reader: ObjectReader) {
    this.#reader = reader;
  }

  idOf(commit: number): string {
    return (this.#ids[commit] ??= this.#reader.idOf(this.numbers[commit] as number));
  }

  /** Older ones first: less than zero where the first is. */
  compare(a: number, b: number): number {
    const order = (this.times[a] as number) - (this.times[b] as number);
    if (order !== 0) return order;
    return a === b ? 0 : this.idOf(a) < this.idOf(b) ? -1 : 1;
  }
}

/**
 * Reads the commits that these lead to. Stops at each stretch for whoever else has something to do.
 * @throws RangeError for a commit that is not here, or not written as git does it
 */
export async function readCommits(
  reader: ObjectReader,
  tips: Iterable<number>,
  hashBytes: number,
  pause: () => Promise<void>,
): Promise<Commits> {
  const commits = new Commits(reader);
  const known = new Map<number, number>();
  const waiting = [...tips];
  const parentNumbers: number[][] = [];
  for (let number = waiting.pop(); number !== undefined; number = waiting.pop()) {
    if (known.has(number)) continue;
    known.set(number, commits.numbers.push(number) - 1);
    const { tree, parents, time } = readCommit(reader, number, hashBytes);
    commits.trees.push(tree);
    commits.times.push(time);
    parentNumbers.push(parents);
    for (const parent of parents) if (!known.has(parent)) waiting.push(parent);
    if (commits.numbers.length % STRETCH === 0) await pause();
  }
  for (const numbers of parentNumbers) {
    commits.parents.push([...new Set(numbers)].map((number) => known.get(number) as number));
  }
  return commits;
}

const STRETCH = 4096;

interface Commit {
  readonly tree: number;
  readonly parents: number[];
  readonly time: number;
}

const TREE_LINE = Buffer.from("tree ");
const PARENT_LINE = Buffer.from("parent ");
const AUTHOR_LINE = Buffer.from("author ");
const COMMITTER_LINE = Buffer.from("committer ");
const NEWLINE = 0x0a;

function readCommit(reader: ObjectReader, number: number, hashBytes: number): Commit {
  const { at, size, kind } = reader.read(number);
  if (kind !== "commit") throw new RangeError("what should be a commit is none");
  const bytes = reader.memory.subarray(at, at + size);
  const line = 2 * hashBytes + 1;
  if (!begins(bytes, 0, TREE_LINE)) throw new RangeError("a commit names no tree");
  const tree = numberIn(reader, bytes, TREE_LINE.length, hashBytes);
  let next = TREE_LINE.length + line;
  const parents: number[] = [];
  for (; begins(bytes, next, PARENT_LINE); next += PARENT_LINE.length + line) {
    parents.push(numberIn(reader, bytes, next + PARENT_LINE.length, hashBytes));
  }
  if (!begins(bytes, next, AUTHOR_LINE)) throw new RangeError("a commit names no author");
  const committer = bytes.indexOf(NEWLINE, next) + 1;
  if (committer === 0 || !begins(bytes, committer, COMMITTER_LINE)) {
    throw new RangeError("a commit names no committer");
  }
  return { tree, parents, time: timeIn(bytes, committer) };
}

function begins(bytes: Buffer, at: number, word: Buffer): boolean {
  for (let i = 0; i < word.length; i++) if (bytes[at + i] !== word[i]) return false;
  return true;
}

const id = Buffer.alloc(32);

function numberIn(reader: ObjectReader, bytes: Buffer, at: number, hashBytes: number): number {
  if (bytes[at + 2 * hashBytes] !== NEWLINE) throw new RangeError("a commit has an id that is none");
  for (let i = 0; i < hashBytes; i++) {
    const byte = digit(bytes[at + 2 * i]) * 16 + digit(bytes[at + 2 * i + 1]);
    if (Number.isNaN(byte)) throw new RangeError("a commit has an id that is none");
    id[i] = byte;
  }
  return reader.numberOf(id, 0);
}

function digit(code: number | undefined): number {
  if (code === undefined) return Number.NaN;
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  return code >= 0x61 && code <= 0x66 ? code - 0x57 : Number.NaN;
}

/** `committer NAME <MAIL> SECONDS ZONE`; written in another way, git may still make something of it. */
function timeIn(bytes: Buffer, at: number): number {
  const end = bytes.indexOf(NEWLINE, at);
  const line = bytes.toString("latin1", at, end === -1 ? bytes.length : end);
  const [, seconds] = /^[^<>]*<[^<>]*> (\d{1,10}) [+-]\d{4}$/.exec(line) ?? [];
  if (seconds === undefined) throw new RangeError("a commit has a date that is none");
  return Number(seconds);
}
