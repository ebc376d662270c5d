import { type Counts, NONE, type Rates, rates, type Score, sum } from "./score.ts";

/** A score over many repositories, in the three ways in which one may weigh them. */
export interface Summary {
  /** Every line the same. */
  readonly micro: Rates;
  /** Mean over the categories that hold a true line. */
  readonly macro: Rates;
  /** No repository counts for more than fifty true lines: what it holds beyond weighs less. */
  readonly capped: Rates;
  readonly all: Counts;
  readonly byCategory: ReadonlyMap<string, Counts>;
}

const CAP = 50;

export function summarize(scores: readonly Score[]): Summary {
  const all = scores.reduce((total, score) => sum(total, score.all), NONE);
  const byCategory = new Map<string, Counts>();
  for (const score of scores) {
    for (const [category, counts] of score.byCategory)
      byCategory.set(category, sum(byCategory.get(category) ?? NONE, counts));
  }
  const capped = scores.reduce((total, score) => sum(total, weighed(score.all)), NONE);
  return { micro: rates(all), macro: mean(byCategory), capped: rates(capped), all, byCategory };
}

function weighed({ found, missed, wrong }: Counts): Counts {
  const weight = Math.min(1, CAP / Math.max(1, found + missed));
  return { found: found * weight, missed: missed * weight, wrong: wrong * weight };
}

function mean(byCategory: ReadonlyMap<string, Counts>): Rates {
  const each = [...byCategory.values()].filter(({ found, missed }) => found + missed > 0).map(rates);
  const of = (pick: (rates: Rates) => number) => each.reduce((total, one) => total + pick(one), 0) / each.length;
  return { precision: of((one) => one.precision), recall: of((one) => one.recall), f1: of((one) => one.f1) };
}

export type Interval = readonly [low: number, high: number];

const ROUNDS = 1000;

/**
 * What comes out when the repositories are drawn anew with replacement, a thousand times: how much a figure hangs on which
 * repositories were judged. The draws are the same in every run, and for every tool with as many scores.
 */
export function redrawn(scores: readonly Score[]): readonly Summary[] {
  const next = seeded(20261201);
  return Array.from({ length: ROUNDS }, () =>
    summarize(scores.map(() => scores[Math.floor(next() * scores.length)] as Score)),
  );
}

/** The middle 95 % of a figure. */
export function middle(figures: readonly number[]): Interval {
  const sorted = [...figures].sort((a, b) => a - b);
  return [sorted[Math.floor(sorted.length * 0.025)] ?? 0, sorted[Math.ceil(sorted.length * 0.975) - 1] ?? 0];
}

/** Mulberry32: even enough for drawing repositories, and the same everywhere. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
