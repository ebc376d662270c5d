import type { Repository } from "./corpus.ts";
import { fileId } from "./labels.ts";

/** Lines that a tool reported, of a file of the corpus. */
export interface Hit {
  /** `<repository id>/<path>` */
  readonly path: string;
  /** From 1, both included. */
  readonly first: number;
  readonly last: number;
}

/** True lines found, true lines missed, and lines reported though they hold none. */
export interface Counts {
  readonly found: number;
  readonly missed: number;
  readonly wrong: number;
}

/** What one tool did in one repository. A line counts once however often it is labelled or reported. */
export interface Score {
  readonly all: Counts;
  readonly byCategory: ReadonlyMap<string, Counts>;
  /** Reported lines that CredData does not decide. */
  readonly undecided: number;
  /** Reported lines outside every label, which count neither way. */
  readonly outside: number;
}

/** A stretch of labelled lines with all that was said of it. */
export interface Span {
  readonly file: string;
  readonly first: number;
  readonly last: number;
  readonly truth: "T" | "F" | "X";
  readonly categories: ReadonlySet<string>;
}

/**
 * The labels as spans that are judged. Of one stretch the strongest word holds (T before X before F), and what touches a
 * true stretch of the same file is not judged apart: reporting that line was right, for whatever reason.
 */
export function spansOf({ labels }: Repository): Span[] {
  const spans = new Map<
    string,
    { file: string; first: number; last: number; truth: Span["truth"]; of: typeof labels }
  >();
  for (const label of labels) {
    const { file, first, last, truth } = label;
    const key = `${file}:${first}-${last}`;
    const known = spans.get(key);
    if (known === undefined) spans.set(key, { file, first, last, truth, of: [label] });
    else {
      known.of = [...known.of, label];
      if (STRENGTH[truth] > STRENGTH[known.truth]) known.truth = truth;
    }
  }
  const all = [...spans.values()].map(({ of, ...span }): Span => {
    const deciding = of.filter(({ truth }) => truth === span.truth);
    return { ...span, categories: new Set(deciding.flatMap(({ categories }) => categories)) };
  });
  const truths = Map.groupBy(
    all.filter(({ truth }) => truth === "T"),
    ({ file }) => file,
  );
  const touchesTruth = (span: Span) => (truths.get(span.file) ?? []).some((truth) => overlap(truth, span));
  return all.filter((span) => span.truth === "T" || !touchesTruth(span));
}

const STRENGTH = { T: 2, X: 1, F: 0 } as const;

export function overlap(a: { first: number; last: number }, b: { first: number; last: number }): boolean {
  return a.first <= b.last && b.first <= a.last;
}

/** @param hits in this repository */
export function score(repository: Repository, hits: readonly Hit[]): Score {
  const spans = spansOf(repository);
  const byFile = hitsByFile(repository, hits);
  const isHit = (span: Span) => (byFile.get(span.file) ?? []).some((hit) => overlap(hit, span));
  const byCategory = new Map<string, Counts>();
  let all = NONE;
  let undecided = 0;
  for (const span of spans) {
    const hit = isHit(span);
    if (span.truth === "X") undecided += Number(hit);
    else {
      const counts = countsOf(span, hit);
      all = sum(all, counts);
      for (const category of span.categories) byCategory.set(category, sum(byCategory.get(category) ?? NONE, counts));
    }
  }
  return { all, byCategory, undecided, outside: outside(repository, byFile) };
}

export const NONE: Counts = { found: 0, missed: 0, wrong: 0 };

export function sum(a: Counts, b: Counts): Counts {
  return { found: a.found + b.found, missed: a.missed + b.missed, wrong: a.wrong + b.wrong };
}

function countsOf({ truth }: Span, hit: boolean): Counts {
  if (truth === "T") return { found: Number(hit), missed: Number(!hit), wrong: 0 };
  return { found: 0, missed: 0, wrong: Number(hit) };
}

function hitsByFile({ id }: Repository, hits: readonly Hit[]): Map<string, Hit[]> {
  const known = new Map<string, Map<string, Hit>>();
  for (const hit of hits) {
    const file = fileId(hit.path.slice(id.length + 1));
    const lines = known.get(file) ?? new Map<string, Hit>();
    known.set(file, lines.set(`${hit.first}-${hit.last}`, hit));
  }
  return new Map([...known].map(([file, lines]) => [file, [...lines.values()]]));
}

function outside({ labels }: Repository, byFile: ReadonlyMap<string, readonly Hit[]>): number {
  const labelsByFile = Map.groupBy(labels, ({ file }) => file);
  return [...byFile].reduce((sum, [file, hits]) => {
    const judged = labelsByFile.get(file) ?? [];
    return sum + hits.filter((hit) => !judged.some((label) => overlap(label, hit))).length;
  }, 0);
}

export interface Rates {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** All 0 where nothing true was found. */
export function rates({ found, missed, wrong }: Counts): Rates {
  if (found === 0) return { precision: 0, recall: 0, f1: 0 };
  const precision = found / (found + wrong);
  const recall = found / (found + missed);
  return { precision, recall, f1: (2 * precision * recall) / (precision + recall) };
}
