import { type Described, FEATURES, featuresOf, outlookOf } from "./features.ts";
import model from "./scorer.json" with { type: "json" };

/**
 * Boosted trees, made by `npm run bench -- train`. All nodes of one level of a tree ask the same question, so that a
 * tree is a list of questions and one weight for each way of answering them.
 */
export interface Model {
  /** The features that its questions are about, by name. */
  readonly features: readonly string[];
  /** Log-odds before any question. */
  readonly bias: number;
  readonly trees: readonly Tree[];
  /** Least probability of a finding. */
  readonly threshold: number;
}

export interface Tree {
  /** Indices into the model's features, one a level. */
  readonly asks: readonly number[];
  /** Answered yes by a value above. */
  readonly cuts: readonly number[];
  /** Log-odds by the answers, the first of them the highest bit. */
  readonly weights: readonly number[];
}

/** How probable it is that a person would call the value a credential, 0 to 1, and whether that is enough. */
export interface Scored {
  readonly probability: number;
  readonly isEnough: boolean;
}

const COLUMNS = model.features.map((name) => {
  const column = FEATURES.indexOf(name);
  if (column === -1)
    throw new Error(`The scorer was trained on “${name}”, which is no feature any more. Train it anew.`);
  return column;
});

export function scored(described: Described): Scored {
  const outlook = outlookOf(described);
  let probability = KNOWN.get(outlook);
  if (probability === undefined) {
    if (KNOWN.size >= MOST_KNOWN) KNOWN.clear();
    const values = featuresOf(described);
    probability = probabilityOf(model, (feature) => values[COLUMNS[feature] as number] as number);
    KNOWN.set(outlook, probability);
  }
  return { probability, isEnough: probability >= model.threshold };
}

/** The next version of a text holds most of them again. A few MiB. */
const KNOWN = new Map<string, number>();
const MOST_KNOWN = 2048;

/** @param valueOf what a feature of the model is */
export function probabilityOf({ bias, trees }: Model, valueOf: (feature: number) => number): number {
  let odds = bias;
  for (const { asks, cuts, weights } of trees) {
    let answers = 0;
    for (let level = 0; level < asks.length; level++) {
      answers = answers * 2 + (valueOf(asks[level] as number) > (cuts[level] as number) ? 1 : 0);
    }
    odds += weights[answers] as number;
  }
  return 1 / (1 + Math.exp(-odds));
}
