import { expect, test } from "vitest";
import { boost, predict } from "./boosting.ts";
import { seeded } from "./summary.ts";
import type { Example } from "./training-set.ts";

const FEATURES = ["length", "digits", "noise"];
const next = seeded(1);

/** True where it is long or has digits, not both: no single question tells. */
const examples = Array.from({ length: 400 }, (): Example => {
  const [length, digits] = [next(), next()];
  const isTrue = length > 0.5 !== digits > 0.5;
  return { repository: "r", features: Float64Array.of(length, digits, next()), isTrue, weight: 1 };
});
const WISHES = { trees: 40, depth: 3, rate: 0.3, prior: 1 };

test("it learns what two questions tell together, and the same every time", () => {
  const model = boost(examples, FEATURES, WISHES);
  const wrong = examples.filter((example) => predict(model, FEATURES, example) > 0.5 !== example.isTrue);
  expect(wrong.length).toBeLessThan(examples.length / 20);
  expect(boost(examples, FEATURES, WISHES)).toEqual(model);
});

test("what weighs nothing teaches nothing", () => {
  const one = boost(examples, FEATURES, WISHES);
  const misled = examples.map((example) => ({ ...example, isTrue: !example.isTrue, weight: 1e-9 }));
  const other = boost([...examples, ...misled], FEATURES, WISHES);
  const probabilities = (model: typeof one) => examples.map((example) => predict(model, FEATURES, example));
  const differences = probabilities(one).map((value, at) => Math.abs(value - (probabilities(other)[at] ?? 0)));
  expect(Math.max(...differences.slice(0, 20))).toBeLessThan(0.2);
});
