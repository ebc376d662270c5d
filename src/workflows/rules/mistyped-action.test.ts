import { expect, test } from "vitest";
import { mistypedAction } from "./mistyped-action.ts";
import { WELL_KNOWN_ACTIONS } from "./well-known-actions.ts";

const judge = (uses: string) =>
  mistypedAction.judge({ uses, trigger: { events: ["push"], outsider: false, privileged: false } }).kind;

test.each([
  ["action/checkout@v4", "fail"],
  ["actionss/checkout@v4", "fail"],
  ["acitons/checkout@v4", "fail"],
  ["actoins/setup-node@v4", "fail"],
  ["4ctions/cache/restore@v4", "fail"],
  ["Actoins/Checkout@v4", "fail"],
  ["actions/chekout@v4", "pass"],
  ["actios/own-thing@v1", "pass"],
  ["acme/checkout@v4", "pass"],
  ["ations-x/checkout@v4", "pass"],
  ["./action/checkout", "pass"],
  ["docker://action/checkout", "pass"],
  ["azure/login@v2", "pass"],
])("%s: %s", (uses, verdict) => {
  expect(judge(uses)).toBe(verdict);
});

test("no well-known action is taken for another", () => {
  expect(WELL_KNOWN_ACTIONS.filter((uses) => judge(`${uses}@v1`) !== "pass")).toEqual([]);
});
