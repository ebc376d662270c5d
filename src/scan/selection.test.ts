import { expect, test } from "vitest";
import type { Analyzer } from "../core/analyzer.ts";
import type { AnyRule } from "../core/rule.ts";
import { choose } from "./selection.ts";

function analyzer(id: string, rules: readonly string[], needs: readonly string[] = []): Analyzer {
  const room = id.split("/")[0] as Analyzer["room"];
  return {
    id,
    room,
    needs,
    readers: [],
    rules: rules.map((rule) => ({ id: rule }) as AnyRule),
    applies: () => true,
    analyze: () => ({ findings: [] }),
  };
}

const ALL = [
  analyzer("inventory/packages", ["inventory/forbidden"]),
  analyzer("advisories/known", ["advisories/hole"], ["inventory/packages"]),
  analyzer("secrets/files", ["secrets/key"]),
  analyzer("secrets/history", ["secrets/key"]),
];

function chosen(only: readonly string[], skip: readonly string[] = []) {
  const choice = choose(ALL, { only, skip });
  return {
    runs: choice.analyzers.map(({ id }) => id),
    speaks: ALL.filter((one) => choice.reports(one)).map(({ id }) => id),
    choice,
  };
}

test("without words everything runs and speaks", () => {
  expect(chosen([]).speaks).toEqual(ALL.map(({ id }) => id));
});

test("a room brings what it needs, which runs but does not speak", () => {
  expect(chosen(["advisories"])).toMatchObject({
    runs: ["inventory/packages", "advisories/known"],
    speaks: ["advisories/known"],
  });
});

test("a rule runs its analyzer and speaks alone", () => {
  const { speaks, choice } = chosen(["secrets/key"]);
  expect(speaks).toEqual(["secrets/files", "secrets/history"]);
  expect([choice.reportsRule("secrets/key"), choice.reportsRule("advisories/hole")]).toEqual([true, false]);
});

test("what is skipped is not run, unless it is needed", () => {
  expect(chosen([], ["secrets/history"]).runs).not.toContain("secrets/history");
  expect(chosen([], ["inventory"])).toMatchObject({
    runs: expect.arrayContaining(["inventory/packages"]),
    speaks: expect.not.arrayContaining(["inventory/packages"]),
  });
  expect(chosen([], ["secrets/key"]).choice.reportsRule("secrets/key")).toBe(false);
});

test("an unknown word is refused with the nearest", () => {
  expect(() => chosen(["secret"])).toThrow('called "secret"');
});
