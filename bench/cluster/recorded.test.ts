import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Dice } from "./dice.ts";
import { somePod } from "./pods.ts";
import { grantsAndQuestions, grantsIn, ourAnswer, ourVerdicts, POD_SEED, type RecordedVerdicts } from "./verdicts.ts";

const recorded = JSON.parse(readFileSync(join(import.meta.dirname, "recorded.json"), "utf8")) as RecordedVerdicts;

test("pods are let in and refused as an API server did it, down to the controls that it named", () => {
  const dice = new Dice(POD_SEED);
  const { verdicts, judged } = recorded.pods;
  for (const theirs of judged) {
    const pod = somePod(dice);
    if (theirs !== null) expect(ourVerdicts(pod), JSON.stringify(pod)).toEqual(theirs.map((index) => verdicts[index]));
  }
  expect(judged.length).toBeGreaterThan(100);
});

test("questions are answered as an API server answered them", () => {
  const { objects, questions } = grantsAndQuestions(recorded.questions.length);
  const grants = grantsIn(objects);
  const different = questions.filter((question, index) => {
    const theirs = recorded.questions[index];
    return theirs !== "-" && ourAnswer(grants, question) !== (theirs === "1");
  });
  expect(different).toEqual([]);
  expect(recorded.questions.replace(/0/g, "").length).toBeGreaterThan(200);
});
