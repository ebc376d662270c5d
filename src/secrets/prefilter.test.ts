import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Prefilter } from "./prefilter.ts";

function found(keywords: readonly string[], text: Buffer): string[] {
  const hits: string[] = [];
  new Prefilter(keywords).scan(text, (keyword, at) => hits.push(`${keyword}@${at}`));
  return hits.sort();
}

/** The same by asking for every keyword at every position. */
function naive(keywords: readonly string[], text: Buffer): string[] {
  const folded = text.toString("latin1").replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return keywords
    .flatMap((keyword, index) =>
      Array.from({ length: folded.length }, (_, at) => at)
        .filter((at) => folded.startsWith(keyword.toLowerCase(), at))
        .map((at) => `${index}@${at}`),
    )
    .sort();
}

const LETTERS = fc.constantFrom(..."abABk_-:/é\u0000 ");
const KEYWORD = fc
  .array(fc.constantFrom(..."abk_-:/"), { minLength: 3, maxLength: 7 })
  .map((letters) => letters.join(""));

test("finds exactly what a naive search finds", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(KEYWORD, { minLength: 1, maxLength: 12 }),
      fc.array(LETTERS, { maxLength: 200 }),
      (keywords, text) => {
        const bytes = Buffer.from(text.join(""), "latin1");
        expect(found(keywords, bytes)).toEqual(naive(keywords, bytes));
      },
    ),
    { numRuns: 200 },
  );
});

test.each([
  ["://", "a://b"],
  ["://", "://"],
  ["aaaa", "aaaaaa"],
  ["AKIA", "xakiaAKIA"],
  ["hf_", "hf_ hf_"],
])("finds %s in %s at either parity, and at both ends", (keyword, text) => {
  for (const padding of ["", "x", "xy"]) {
    const bytes = Buffer.from(padding + text, "latin1");
    expect(found([keyword], bytes)).toEqual(naive([keyword], bytes));
  }
});

test("a keyword of two bytes is refused", () => {
  expect(() => new Prefilter(["ab"])).toThrow("three bytes");
});
