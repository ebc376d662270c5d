import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FEATURES } from "../../src/secrets/evidence/features.ts";
import type { Model } from "../../src/secrets/evidence/scorer.ts";
import { boost, predict, type Wishes } from "./boosting.ts";
import { layOut } from "./corpus.ts";
import { type Example, trainingSet } from "./training-set.ts";

const WISHES: Wishes = { trees: 100, depth: 4, rate: 0.15, prior: 4 };
/** Chosen on the predictions for repositories that the model had not seen: see what the command prints. */
const THRESHOLD = 0.45;
const FOLDS = 5;

/** Trains the scorer on the development repositories and writes its data file. Prints what it does on unseen ones. */
export function trainScorer(mirrors: string, cache: string): void {
  mkdirSync(join(cache, "accuracy"), { recursive: true });
  const examples = trainingSet(layOut(mirrors, join(cache, "accuracy")));
  const model = modelOf(examples);
  const file = join(import.meta.dirname, "..", "..", "src", "secrets", "evidence", "scorer.json");
  writeFileSync(file, written(model));
  process.stdout.write(`${examples.length} values, ${examples.filter(({ isTrue }) => isTrue).length} of them true\n`);
  process.stdout.write(crossValidation(examples));
}

/** A line for each tree. */
function written({ trees, ...rest }: Model): string {
  const head = JSON.stringify({ ...rest, trees: [] }).slice(0, -2);
  return `${head}\n${trees.map((tree) => JSON.stringify(tree)).join(",\n")}\n]}\n`;
}

/** One model for each fifth of the repositories, trained on the others. */
export function foldsOf(
  examples: readonly Example[],
): { readonly model: Model; readonly unseen: ReadonlySet<string> }[] {
  const repositories = [...new Set(examples.map(({ repository }) => repository))].sort();
  return Array.from({ length: FOLDS }, (_, fold) => {
    const unseen = new Set(repositories.filter((_, index) => index % FOLDS === fold));
    return { model: modelOf(examples.filter(({ repository }) => !unseen.has(repository))), unseen };
  });
}

function modelOf(examples: readonly Example[]): Model {
  return { ...boost(examples, FEATURES, WISHES), threshold: THRESHOLD };
}

function crossValidation(examples: readonly Example[]): string {
  const predicted = foldsOf(examples).flatMap(({ model, unseen }) =>
    examples
      .filter(({ repository }) => unseen.has(repository))
      .map((example) => ({ ...example, probability: predict(model, FEATURES, example) })),
  );
  const rows = Array.from({ length: 9 }, (_, index) => {
    const least = (index + 1) / 10;
    const told = predicted.filter(({ probability }) => probability >= least);
    const right = told.filter(({ isTrue }) => isTrue).length;
    const near = predicted.filter(({ probability }) => probability >= least - 0.05 && probability < least + 0.05);
    const [precision, recall] = [right / told.length, right / predicted.filter(({ isTrue }) => isTrue).length];
    const share = near.filter(({ isTrue }) => isTrue).length / Math.max(1, near.length);
    const f1 = (2 * precision * recall) / (precision + recall);
    return `  ${least.toFixed(1)}  precision ${precision.toFixed(3)}  recall ${recall.toFixed(3)}  F1 ${f1.toFixed(3)}  true of those about ${least.toFixed(1)}: ${share.toFixed(2)}\n`;
  });
  return `In repositories that the model has not seen, by the least probability:\n${rows.join("")}`;
}
