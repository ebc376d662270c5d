import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ROOMS } from "../src/core/room.ts";
import { PEERS, STANDARDS } from "../src/core/standards.ts";
import { ANALYZERS, RULES } from "../src/scan/every-room.ts";

const source = join(import.meta.dirname, "..", "src");

describe.each(RULES.map((rule) => [rule.id, rule] as const))("%s", (_, rule) => {
  test.each(rule.examples.map((example) => [example.verdict, JSON.stringify(example.given), example] as const))(
    "%s: %s",
    (verdict, _text, { given }) => {
      expect(rule.judge(given as never).kind).toBe(verdict);
    },
  );

  test("has an example that fires and one that stays silent, and says why and what to do", () => {
    const verdicts = rule.examples.map(({ verdict }) => verdict);
    expect(verdicts).toContain("fail");
    expect(verdicts.some((verdict) => verdict === "pass" || verdict === "not-applicable")).toBe(true);
    expect(rule.why.length).toBeGreaterThan(30);
    expect(rule.fix.length).toBeGreaterThan(15);
  });

  test("stands in a standard that others keep, and has its page", () => {
    expect(rule.standards.length).toBeGreaterThan(0);
    for (const id of rule.standards)
      expect(
        STANDARDS.filter((standard) => standard.id.test(id)),
        id,
      ).toHaveLength(1);
    for (const alias of rule.aliases ?? [])
      expect(
        PEERS.some(({ id }) => id.test(alias)),
        alias,
      ).toBe(true);
    expect(existsSync(join(source, "..", "docs", "rules", `${rule.id}.md`))).toBe(true);
  });
});

test("every rule's id is unique and starts with a room", () => {
  const ids = RULES.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(ROOMS).toContain(id.split("/")[0]);
});

test("every analyzer and reader is named after its room", () => {
  for (const analyzer of ANALYZERS) {
    expect(existsSync(join(source, analyzer.room))).toBe(true);
    expect(analyzer.id.startsWith(`${analyzer.room}/`)).toBe(true);
    for (const reader of analyzer.readers) expect(reader.id.startsWith(`${analyzer.room}/`)).toBe(true);
  }
  const ids = ANALYZERS.flatMap(({ readers }) => readers.map(({ id }) => id));
  expect(new Set(ids).size).toBe(ids.length);
});
