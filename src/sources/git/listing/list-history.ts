import { existsSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { History } from "../../../connect/git/index.ts";
import { borrowWorks, returnWorks } from "../packs/compiled-delta.ts";
import { ObjectReader } from "../packs/object-reader.ts";
import { isUnreadable, type PackShelf } from "../packs/pack-shelf.ts";
import { modeAt, SUBMODULE, TREE } from "../packs/tree-changes.ts";
import { type Commits, readCommits } from "./commits.ts";
import { parentsFirst } from "./parents-first.ts";
import { Met, Path } from "./paths.ts";
import { Places } from "./places.ts";

/**
 * The same as `listHistory` has from git, at a third of the price: commits and trees are read out of the packs here, and
 * each tree is looked at once for each path that it had.
 *
 * @param objects the folder of the repository's objects
 * @param tips ids of the commits that are looked at, with all that they go back to
 * @returns undefined where something is not to be found here or is damaged, and git has to be asked
 */
export async function listPackedHistory(
  shelf: PackShelf,
  objects: string,
  tips: readonly string[],
  signal?: AbortSignal,
): Promise<History | undefined> {
  if (existsSync(join(objects, "../info/grafts"))) return undefined; // git would see other parents
  const pause = async () => {
    await setImmediate();
    signal?.throwIfAborted();
  };
  const works = borrowWorks();
  const reader = new ObjectReader(shelf, objects, works);
  try {
    const numbers = tips.map((id) => reader.numberOf(Buffer.from(id, "hex"), 0));
    const commits = await readCommits(reader, numbers, shelf.hashBytes, pause);
    const walk = new TreeWalk(reader, commits);
    let step = 0;
    for (const { commit, isLate } of parentsFirst(commits)) {
      walk.visit(commit);
      if (isLate) walk.compareWithParents(commit);
      if (++step % STRETCH === 0) await pause();
    }
    return walk.places.columns(reader);
  } catch (error) {
    if (isUnreadable(error) || isOfZlib(error)) return undefined;
    throw error;
  } finally {
    reader.close();
    returnWorks(works);
  }
}

const STRETCH = 256;
/** Folders in folders, beyond what any file system takes. */
const DEEPEST = 2048;

/**
 * Visits commits behind their parents. What a commit's tree holds at some path, and none of those visited before did, this
 * commit brought: of all that brought it, it is the oldest, unless a clock was wrong.
 */
class TreeWalk {
  readonly places: Places;
  readonly #reader: ObjectReader;
  readonly #commits: Commits;
  /** Changes that are gone through at the moment, those of inner trees behind those of outer ones: there are millions. */
  readonly #names: string[] = [];
  readonly #modes: number[] = [];
  readonly #objects: number[] = [];
  /** The tree that stood in a tree's place, or -1. */
  readonly #before: number[] = [];
  readonly #root = new Path();
  readonly #trees = new Met();

  constructor(reader: ObjectReader, commits: Commits) {
    this.#reader = reader;
    this.#commits = commits;
    this.places = new Places(commits);
  }

  visit(commit: number): void {
    const [parent] = this.#commits.parents[commit] as readonly number[];
    const before = parent === undefined ? -1 : (this.#commits.trees[parent] as number);
    this.#visit(this.#commits.trees[commit] as number, before, this.#root, commit, 0);
  }

  /** @param before a tree that was visited at this path, or -1 */
  #visit(tree: number, before: number, path: Path, commit: number, depth: number): void {
    if (!this.#trees.isNew(tree, path)) return;
    if (depth > DEEPEST) throw new RangeError("a tree is too deep");
    const first = this.#names.length;
    this.#noteChanges(tree, before);
    for (let i = first, end = this.#names.length; i < end; i++) {
      const below = path.below(this.#names[i] as string);
      const object = this.#objects[i] as number;
      if (this.#modes[i] === TREE) this.#visit(object, this.#before[i] as number, below, commit, depth + 1);
      else this.places.add(object, below, commit, this.#modes[i] as number, false);
    }
    this.#forgetChanges(first);
  }

  /**
   * All that a commit brought by what git says of it: what none of its parents has so. Only where one that is younger by
   * the clock was visited before can something of it be missing.
   */
  compareWithParents(commit: number): void {
    const tree = this.#commits.trees[commit] as number;
    const parents = this.#commits.parents[commit] as readonly number[];
    const trees = [...new Set(parents.map((parent) => this.#commits.trees[parent] as number))];
    if (trees.includes(tree)) return;
    const seen = new Map<Path, number>();
    for (const before of trees) {
      this.#compare(tree, before, this.#root, 0, (path, object, mode) => {
        const times = (seen.get(path) ?? 0) + 1;
        seen.set(path, times);
        if (times === trees.length) this.places.add(object, path, commit, mode, true);
      });
    }
  }

  #compare(
    tree: number,
    before: number,
    path: Path,
    depth: number,
    take: (path: Path, object: number, mode: number) => void,
  ): void {
    if (depth > DEEPEST) throw new RangeError("a tree is too deep");
    const first = this.#names.length;
    this.#noteChanges(tree, before);
    for (let i = first, end = this.#names.length; i < end; i++) {
      const below = path.below(this.#names[i] as string);
      const object = this.#objects[i] as number;
      if (this.#modes[i] === TREE) this.#compare(object, this.#before[i] as number, below, depth + 1, take);
      else take(below, object, this.#modes[i] as number);
    }
    this.#forgetChanges(first);
  }

  /** Adds to the columns what a tree has that another one does not have so. */
  #noteChanges(tree: number, before: number): void {
    const reader = this.#reader;
    const [other, here] = before === -1 ? ([undefined, reader.read(tree)] as const) : reader.readBoth(before, tree);
    if (here.kind !== "tree" || (other !== undefined && other.kind !== "tree")) {
      throw new RangeError("what should be a tree is none");
    }
    const notes = reader.compare(here, other);
    const { memory } = reader;
    for (let i = 0; i < notes.length; i += 4) {
      const [at, nameAt] = [notes[i] as number, notes[i + 1] as number];
      const [idAt, idBefore] = [notes[i + 2] as number, notes[i + 3] as number];
      const mode = modeAt(memory, at, nameAt);
      if (mode === SUBMODULE) continue;
      this.#names.push(memory.toString("utf8", nameAt, idAt - 1));
      this.#modes.push(mode);
      this.#objects.push(reader.numberOf(memory, idAt));
      this.#before.push(mode !== TREE || idBefore === 0 ? -1 : reader.numberOf(memory, idBefore));
    }
  }

  #forgetChanges(first: number): void {
    this.#names.length = this.#modes.length = this.#objects.length = this.#before.length = first;
  }
}

function isOfZlib(error: unknown): boolean {
  return error instanceof Error && "code" in error && String(error.code).startsWith("Z_");
}
