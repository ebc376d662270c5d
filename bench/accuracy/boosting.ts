import type { Model, Tree } from "../../src/secrets/evidence/scorer.ts";
import { probabilityOf } from "../../src/secrets/evidence/scorer.ts";
import type { Example } from "./training-set.ts";

export interface Wishes {
  readonly trees: number;
  readonly depth: number;
  readonly rate: number;
  /** Added to what each leaf holds, so that a leaf of few examples says little. */
  readonly prior: number;
}

const MOST_CUTS = 40;

/**
 * Gradient boosting of the logistic loss with trees that ask one question a level. Nothing in it is random: the same
 * examples give the same model.
 */
export function boost(examples: readonly Example[], features: readonly string[], wishes: Wishes): Model {
  const cuts = features.map((_, column) => cutsOf(examples.map((example) => example.features[column] as number)));
  const bins = features.map((_, column) =>
    Uint8Array.from(examples, (example) => binOf(example.features[column] as number, cuts[column] as number[])),
  );
  const weights = Float64Array.from(examples, ({ weight }) => weight);
  const truths = Float64Array.from(examples, ({ isTrue }) => Number(isTrue));
  const share = sumOf(weights, truths) / weights.reduce((a, b) => a + b, 0);
  const bias = Math.log(share / (1 - share));
  const odds = new Float64Array(examples.length).fill(bias);
  const trees: Tree[] = [];
  for (let round = 0; round < wishes.trees; round++) {
    const gradients = new Float64Array(examples.length);
    const hessians = new Float64Array(examples.length);
    for (let at = 0; at < examples.length; at++) {
      const probability = 1 / (1 + Math.exp(-(odds[at] as number)));
      gradients[at] = (weights[at] as number) * ((truths[at] as number) - probability);
      hessians[at] = (weights[at] as number) * probability * (1 - probability);
    }
    trees.push(grow(bins, cuts, gradients, hessians, odds, wishes));
  }
  return compact({ features, bias: round(bias), trees, threshold: 0.5 });
}

function sumOf(a: Float64Array, b: Float64Array): number {
  return a.reduce((total, value, at) => total + value * (b[at] as number), 0);
}

/** Up to forty values that part the examples evenly. */
function cutsOf(values: readonly number[]): number[] {
  const distinct = [...new Set(values)].sort((a, b) => a - b);
  if (distinct.length - 1 <= MOST_CUTS)
    return distinct.slice(1).map((value, at) => round((value + (distinct[at] as number)) / 2));
  const sorted = [...values].sort((a, b) => a - b);
  const at = (part: number) => sorted[Math.floor(part * (sorted.length - 1))] as number;
  return [...new Set(Array.from({ length: MOST_CUTS }, (_, index) => round(at((index + 0.5) / MOST_CUTS))))];
}

/** How many of the cuts a value is above. */
function binOf(value: number, cuts: readonly number[]): number {
  let bin = 0;
  while (bin < cuts.length && value > (cuts[bin] as number)) bin++;
  return bin;
}

function grow(
  bins: readonly Uint8Array[],
  cuts: readonly (readonly number[])[],
  gradients: Float64Array,
  hessians: Float64Array,
  odds: Float64Array,
  { depth, rate, prior }: Wishes,
): Tree {
  const leaves = new Uint16Array(gradients.length);
  const asks: number[] = [];
  const asked: number[] = [];
  for (let level = 0; level < depth; level++) {
    const question = bestQuestion(bins, cuts, gradients, hessians, leaves, 1 << level, prior);
    const column = bins[question.feature] as Uint8Array;
    for (let at = 0; at < leaves.length; at++)
      leaves[at] = (leaves[at] as number) * 2 + ((column[at] as number) > question.cut ? 1 : 0);
    asks.push(question.feature);
    asked.push((cuts[question.feature] as number[])[question.cut] as number);
  }
  const sums = new Float64Array(1 << depth);
  const masses = new Float64Array(1 << depth);
  for (let at = 0; at < leaves.length; at++) {
    const leaf = leaves[at] as number;
    sums[leaf] = (sums[leaf] as number) + (gradients[at] as number);
    masses[leaf] = (masses[leaf] as number) + (hessians[at] as number);
  }
  const weights = [...sums].map((sum, leaf) => round((rate * sum) / ((masses[leaf] as number) + prior)));
  for (let at = 0; at < leaves.length; at++)
    odds[at] = (odds[at] as number) + (weights[leaves[at] as number] as number);
  return { asks, cuts: asked, weights };
}

/** The question that parts all leaves best, in sum; of equals the first. */
function bestQuestion(
  bins: readonly Uint8Array[],
  cuts: readonly (readonly number[])[],
  gradients: Float64Array,
  hessians: Float64Array,
  leaves: Uint16Array,
  leafCount: number,
  prior: number,
): { readonly feature: number; readonly cut: number } {
  let best = { feature: 0, cut: 0, gain: Number.NEGATIVE_INFINITY };
  for (const [feature, column] of bins.entries()) {
    const width = (cuts[feature] as number[]).length + 1;
    if (width < 2) continue;
    const sums = new Float64Array(leafCount * width);
    const masses = new Float64Array(leafCount * width);
    for (let at = 0; at < column.length; at++) {
      const cell = (leaves[at] as number) * width + (column[at] as number);
      sums[cell] = (sums[cell] as number) + (gradients[at] as number);
      masses[cell] = (masses[cell] as number) + (hessians[at] as number);
    }
    const gains = new Float64Array(width - 1);
    for (let leaf = 0; leaf < leafCount; leaf++) addGains(gains, sums, masses, leaf * width, width, prior);
    for (let cut = 0; cut < gains.length; cut++) {
      if ((gains[cut] as number) > best.gain + 1e-9) best = { feature, cut, gain: gains[cut] as number };
    }
  }
  return best;
}

function addGains(
  gains: Float64Array,
  sums: Float64Array,
  masses: Float64Array,
  from: number,
  width: number,
  prior: number,
): void {
  let [sum, mass] = [0, 0];
  for (let bin = 0; bin < width; bin++) {
    sum += sums[from + bin] as number;
    mass += masses[from + bin] as number;
  }
  let [below, weight] = [0, 0];
  for (let cut = 0; cut + 1 < width; cut++) {
    below += sums[from + cut] as number;
    weight += masses[from + cut] as number;
    const above = sum - below;
    gains[cut] = (gains[cut] as number) + below ** 2 / (weight + prior) + above ** 2 / (mass - weight + prior);
  }
}

/** Without the features that no tree asks about. */
function compact({ features, bias, trees, threshold }: Model): Model {
  const used = [...new Set(trees.flatMap(({ asks }) => asks))].sort((a, b) => a - b);
  return {
    features: used.map((feature) => features[feature] as string),
    bias,
    trees: trees.map((tree) => ({ ...tree, asks: tree.asks.map((feature) => used.indexOf(feature)) })),
    threshold,
  };
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}

export function predict(model: Model, features: readonly string[], { features: values }: Example): number {
  const columns = model.features.map((name) => features.indexOf(name));
  return probabilityOf(model, (feature) => values[columns[feature] as number] as number);
}
