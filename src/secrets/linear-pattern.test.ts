import { expect, test } from "vitest";
import { DETECTORS } from "./detectors/index.ts";
import { whyNotLinear } from "./linear-pattern.ts";

const PATTERNS = DETECTORS.flatMap(({ id, take }) => ("pattern" in take ? [[id, take.pattern] as const] : []));

test.each(PATTERNS)("the pattern of %s is linear", (_, pattern) => {
  expect(whyNotLinear(pattern)).toBeUndefined();
});

test.each([
  [/(?:a{1,9}){1,9}/y, "a repeated group"],
  [/a+b/y, "an unbounded repetition"],
  [/[a-z]{2,}/y, "an unbounded repetition"],
  [/[a-z]{1,9}[a-f]{4}/y, "[a-z]{1,9} may be followed by its own characters: [a-f]{4}"],
  [/\d{1,9}-?\d/y, "\\d{1,9} may be followed by its own characters: \\d"],
  [/[a-f]{1,9}-?[A-F]/iy, "[a-f]{1,9} may be followed by its own characters: [A-F]"],
  [/abc/, "it is not sticky, so it would be tried at every position"],
  [/[^a]{3}/y, "a negated class"],
  [/.{3}/y, "unexpected ."],
])("%s is refused", (pattern, reason) => {
  expect(whyNotLinear(pattern)).toBe(reason);
});

test.each([/ab{2,9}c/y, /(?:a|b)[c-e]{1,9}-(?<value>\d{3})/y, /(?:[a-z]{2,9}\.)?[a-z]{40}/y])(
  "%s is taken",
  (pattern) => {
    expect(whyNotLinear(pattern)).toBeUndefined();
  },
);
