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

/** Each sample with two values of its kind; what is the same in both counts once. */
const CASES = DETECTORS.map((detector) => {
  const [one, other] = [detector.samples(new Maker(detector.id)), detector.samples(new Maker(`${detector.id} again`))];
  return {
    detector,
    found: distinct([...one.found, ...other.found]),
    missed: distinct([...one.missed, ...other.missed]),
  };
});

function distinct(samples: readonly Sample[]): Sample[] {
  return [...new Map(samples.map((sample) => [JSON.stringify(sample), sample])).values()];
}

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

test.each(FOUND)("%s is not found once its value is crossed out, or reads like words", (id, { path, text }) => {
  const { found } = look({ ...(path !== undefined && { path }), text });
  const own = found.find(({ detector }) => detector === id);
  if (own?.frame === undefined || ["block", "document"].includes(own.frame)) return; // a body, not a value
  const bytes = Buffer.from(text);
  for (const instead of ["x", "placeholder-for-the-value-"]) {
    const length = own.end - own.start;
    const crossed = Buffer.concat([
      bytes.subarray(0, own.start),
      Buffer.from(instead.repeat(length).slice(0, length)),
      bytes.subarray(own.end),
    ]);
    expect(
      look({ ...(path !== undefined && { path }), text: crossed.toString() }).found.map(({ detector }) => detector),
    ).not.toContain(id);
  }
});

test("every detector has two of each, and its own id", () => {
  const few = CASES.filter(({ found, missed }) => found.length < 2 || missed.length < 2);
  expect(few.map(({ detector }) => detector.id)).toEqual([]);
  expect(new Set(DETECTORS.map(({ id }) => id)).size).toBe(DETECTORS.length);
  expect(DETECTORS.length).toBeGreaterThan(330);
});
