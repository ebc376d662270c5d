import { expect, test } from "vitest";
import { DETECTORS } from "./detectors/index.ts";
import { RULES, ruleOf } from "./rules.ts";

test("every detector is a rule that says what it opens and where it is revoked", () => {
  expect(RULES.map(({ id }) => id)).toEqual(DETECTORS.map(({ id }) => `secrets/${id}`));
  for (const { title, why, fix } of RULES) {
    expect(title).not.toMatch(/\.$/);
    expect(why).toMatch(/^[A-Z].*\.$/);
    expect(fix).toMatch(/^[A-Z].*\.$/);
  }
});

test.each(DETECTORS.map((detector) => [detector.id, ruleOf(detector)] as const))(
  "%s judges its examples",
  (_, rule) => {
    expect(rule.examples.map(({ given }) => rule.judge(given).kind)).toEqual(
      rule.examples.map(({ verdict }) => verdict),
    );
  },
);
