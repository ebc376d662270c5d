import { expect, test } from "vitest";
import { judgeFacts } from "../core/judge.ts";
import { DETECTORS } from "./detectors/index.ts";
import type { CredentialFact } from "./facts.ts";
import { RULES, ruleOf } from "./rules.ts";

test("every detector is a rule that says what it opens and where it is revoked", () => {
  expect(RULES.map(({ id }) => id)).toEqual(DETECTORS.map(({ id }) => `secrets/${id}`));
  for (const { title, why, fix } of RULES) {
    expect(title).not.toMatch(/\.$/);
    expect(why).toMatch(/^[A-Z].*\.$/);
    expect(fix).toMatch(/^[A-Z].*\.$/);
  }
});

test.each(DETECTORS.map((detector) => [detector.id, ruleOf(detector, "generic")] as const))(
  "%s judges its examples",
  (_, rule) => {
    expect(rule.examples.map(({ given }) => rule.judge(given).kind)).toEqual(
      rule.examples.map(({ verdict }) => verdict),
    );
  },
);

test("a finding's id holds the family, and stays when another detector of it knows the value", () => {
  const idOf = (detector: string) => {
    const given = RULES[0]?.examples[0]?.given as Omit<CredentialFact, "kind" | "at" | "subject">;
    const fact: CredentialFact = {
      ...given,
      kind: "credential",
      at: { path: "a" },
      subject: { credential: "1f" },
      detector,
    };
    return judgeFacts("secrets", RULES, [fact]).findings.map(({ id }) => id);
  };
  expect(idOf("generic-key")).toEqual(idOf("generic-password"));
  expect(idOf("generic-key")).not.toEqual(idOf("github-token"));
});
