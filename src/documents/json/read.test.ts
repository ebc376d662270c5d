import fc from "fast-check";
import { expect, test } from "vitest";
import { readJson } from "./read.ts";

test("gives the value, and the places of its keys", () => {
  const file = readJson('{\n  "a": [1, { "b": 2 }]\n}');
  if ("problem" in file) throw new Error(file.problem);
  expect(file.value).toEqual({ a: [1, { b: 2 }] });
  expect(file.at(["a"])).toEqual({ line: 2, column: 3 });
  expect(file.at(["a", 1, "b"])).toEqual({ line: 2, column: 14 });
});

test.each([
  ['{"a": 1,}', "not JSON"],
  ['{"a": 1} // why', "not JSON"],
  ["", "not JSON"],
  ["a: 1", "not JSON"],
  ['{"a": 1, "a": 2}', "a key stands twice in one map"],
  ['{"x": {"a": 1,\n "a": 2}}', "a key stands twice in one map"],
])("%j is a problem: %s", (text, problem) => {
  expect(readJson(text)).toMatchObject({ problem });
});

test("a problem holds nothing of the text", () => {
  expect(JSON.stringify(readJson('{"password": hunter2hunter2}'))).not.toContain("hunter");
});

test("never throws, whatever it is given", () => {
  const text = fc.oneof(fc.json(), fc.string(), fc.string({ unit: fc.constantFrom(...'{}[]":,a1\\ \t\n') }));
  fc.assert(
    fc.property(text, (given) => void readJson(given)),
    { numRuns: 300 },
  );
  for (const depth of [500, 5_000, 50_000]) readJson("[".repeat(depth) + "]".repeat(depth));
});
