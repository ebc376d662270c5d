import { expect, test } from "vitest";
import { dueAt, GRACE } from "./due-dates.ts";

const OPENED = new Date("2026-11-01T00:00:00Z");

test.each([
  [100, "2026-11-04"],
  [90, "2026-11-04"],
  [89, "2026-11-08"],
  [70, "2026-11-08"],
  [50, "2026-12-01"],
  [30, "2027-01-30"],
  [0, "2027-04-30"],
])("priority %i is due on %s", (priority, day) => {
  expect(dueAt(priority, OPENED).toISOString().slice(0, 10)).toBe(day);
});

test("what is more pressing is never due later", () => {
  for (const [at, { days }] of GRACE.entries()) expect(days).toBeGreaterThan(GRACE[at - 1]?.days ?? 0);
});
