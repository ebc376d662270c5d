import { expect, test } from "vitest";
import { credentialsIn } from "./credentials-in.ts";
import type { Sample } from "./detector.ts";
import { DETECTORS } from "./detectors/index.ts";
import type { CredentialFact, RejectedSecretFact } from "./facts.ts";
import { formatOf } from "./file-kinds.ts";
import { Maker } from "./samples.ts";

function look({ path = "notes.txt", text }: Sample) {
  const facts = credentialsIn(
    { bytes: Buffer.from(text), path, format: formatOf(path) },
    { path },
    { identityKey: "test", explain: true },
  );
  return {
    found: facts.filter((fact): fact is CredentialFact => fact.kind === "credential"),
    refused: facts.filter((fact): fact is RejectedSecretFact => fact.kind === "secret-rejected"),
  };
}

const CASES = DETECTORS.map((detector) => ({ detector, ...detector.samples(new Maker(detector.id)) }));
const FOUND = CASES.flatMap(({ detector, found }) => found.map((sample) => [detector.id, sample] as const));
const MISSED = CASES.flatMap(({ detector, missed }) => missed.map((sample) => [detector.id, sample] as const));

test.each(FOUND)("%s is found in its sample", (id, sample) => {
  const { found, refused } = look(sample);
  const detectors = found.map(({ detector }) => detector);
  expect({ detectors, refused: refused.filter(({ detector }) => detector === id) }).toEqual({
    detectors: [id],
    refused: [],
  });
});

test.each(MISSED)("%s is not found where it only looks alike", (id, sample) => {
  expect(look(sample).found.map(({ detector }) => detector)).not.toContain(id);
});

test("every detector has both, and its own id", () => {
  expect(CASES.filter(({ found, missed }) => found.length === 0 || missed.length === 0)).toEqual([]);
  expect(new Set(DETECTORS.map(({ id }) => id)).size).toBe(DETECTORS.length);
  expect(DETECTORS.length).toBeGreaterThan(210);
});
