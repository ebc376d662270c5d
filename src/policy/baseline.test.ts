import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type Accepted, asWaivers, formatBaseline, parseBaseline } from "./baseline.ts";
import { suppressionOf } from "./waivers.ts";

const one: Accepted = {
  id: "a".repeat(24),
  rule: "secrets/github-token",
  owner: "team",
  reason: "revoked",
  until: "2026-12-31",
};

test("the same set is the same text, whatever its order", () => {
  const accepted = fc.record({
    id: fc.stringMatching(/^[\da-f]{24}$/),
    rule: fc.string(),
    owner: fc.string({ minLength: 1 }),
    reason: fc.string({ minLength: 1, unit: "binary" }),
    until: fc.constantFrom("2026-01-01", "2030-12-31"),
  });
  fc.assert(
    fc.property(fc.array(accepted, { maxLength: 8 }), (set) => {
      const text = formatBaseline(set);
      expect(formatBaseline(set.toReversed())).toBe(text);
      expect(formatBaseline(parseBaseline(text.split("\n").reverse().join("\n"), "b"))).toBe(text);
    }),
  );
});

test("two sides that were joined line by line are their union", () => {
  const two = { ...one, id: "b".repeat(24) };
  const both = parseBaseline(`${formatBaseline([one])}${formatBaseline([one, two])}`, "b");
  expect(parseBaseline(formatBaseline(both), "b")).toEqual([one, two]);
});

test.each([
  ["{", "b, line 2: Invalid input: expected object, received undefined"],
  ["<<<<<<< ours", "b, line 2: "],
  [JSON.stringify({ ...one, until: "soon" }), "b, line 2: until: "],
  [JSON.stringify({ ...one, line: 3 }), "b, line 2: "],
  [JSON.stringify({ ...one, id: "deadbeef" }), "b, line 2: id: not the id of a finding"],
])("%s is refused, with its line", (line, message) => {
  expect(() => parseBaseline(`${formatBaseline([one])}${line}\n`, "b")).toThrow(message);
});

test("what was accepted holds through its last day", () => {
  const finding = { id: one.id, rule: one.rule, aliases: [], locations: [] };
  const on = (day: string) => suppressionOf(finding, asWaivers([one]), new Date(`${day}T12:00:00Z`));
  expect(on("2026-12-31")).toEqual({ by: "team", reason: "revoked", until: "2026-12-31" });
  expect(on("2027-01-01")).toBeNull();
});
