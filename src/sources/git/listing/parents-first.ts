import type { Commits } from "./commits.ts";

/** A commit, and whether one that is younger by the clock came before it. */
export interface Ordered {
  readonly commit: number;
  readonly isLate: boolean;
}

/**
 * Commits behind their parents; of those that could come next, always the oldest. Where no clock was wrong this is the
 * order of their age.
 */
export function* parentsFirst(commits: Commits): Iterable<Ordered> {
  const count = commits.numbers.length;
  const waitsFor = new Int32Array(count);
  const children = new Map<number, number[]>();
  const ready = new Heap((a, b) => commits.compare(a, b));
  for (let commit = 0; commit < count; commit++) {
    const parents = commits.parents[commit] as readonly number[];
    waitsFor[commit] = parents.length;
    if (parents.length === 0) ready.push(commit);
    for (const parent of parents) {
      const known = children.get(parent);
      if (known === undefined) children.set(parent, [commit]);
      else known.push(commit);
    }
  }
  let youngest: number | undefined;
  for (let commit = ready.pop(); commit !== undefined; commit = ready.pop()) {
    const isLate = youngest !== undefined && commits.compare(commit, youngest) < 0;
    if (!isLate) youngest = commit;
    yield { commit, isLate };
    for (const child of children.get(commit) ?? []) {
      waitsFor[child] = (waitsFor[child] as number) - 1;
      if (waitsFor[child] === 0) ready.push(child);
    }
  }
}

/** Gives the least first. */
class Heap {
  readonly #items: number[] = [];
  readonly #compare: (a: number, b: number) => number;

  constructor(compare: (a: number, b: number) => number) {
    this.#compare = compare;
  }

  push(item: number): void {
    const items = this.#items;
    let at = items.push(item) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (this.#compare(items[above] as number, item) <= 0) break;
      items[at] = items[above] as number;
      at = above;
    }
    items[at] = item;
  }

  pop(): number | undefined {
    const items = this.#items;
    const least = items[0];
    const last = items.pop();
    if (last === undefined || items.length === 0) return least;
    let at = 0;
    for (let below = 1; below < items.length; below = 2 * at + 1) {
      if (below + 1 < items.length && this.#compare(items[below + 1] as number, items[below] as number) < 0) below++;
      if (this.#compare(last, items[below] as number) <= 0) break;
      items[at] = items[below] as number;
      at = below;
    }
    items[at] = last;
    return least;
  }
}
