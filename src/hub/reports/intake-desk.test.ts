import { afterAll, expect, test } from "vitest";
import { pushOf } from "../testing/reports.ts";
import { intakeDesk } from "./intake-desk.ts";
import { readPush } from "./read-push.ts";

const desk = intakeDesk(2);
afterAll(() => desk.close());

const NOW = new Date("2026-11-30T00:00:00Z");
const names = Array.from({ length: 300 }, (_, n) => `p${n}@1.0.0`);
const large = Buffer.from(
  JSON.stringify(pushOf({ packages: names, findings: names.map((name) => `${name} CVE-2026-1`) })),
);

test("a large body is read in a thread as it is read here", async () => {
  expect(large.length).toBeGreaterThan(64 * 1024);
  const here = readPush("report", large, NOW);
  const [one, two] = await Promise.all([desk.read("report", large, NOW), desk.read("report", large, NOW)]);
  expect(one).toEqual(here);
  expect(two.intake.findings.length).toBe(300);
});

test.each([
  ["no JSON", `{${" ".repeat(70_000)}`, "http/no-json"],
  ["deep", "[".repeat(70_000), "http/too-deep"],
  ["something else", JSON.stringify({ x: "y".repeat(70_000) }), "http/invalid"],
])("a large body that is %s is refused as a small one is", async (_, text, code) => {
  await expect(desk.read("report", Buffer.from(text), NOW)).rejects.toMatchObject({
    name: "Problem",
    status: 400,
    code,
  });
});

test("a thread that dies takes down what it reads and nothing else", async () => {
  const fragile = intakeDesk(1);
  const reading = fragile.read("report", large, NOW);
  await fragile.close();
  await expect(reading).rejects.toMatchObject({ status: 413 });
  expect((await fragile.read("report", large, NOW)).intake.findings.length).toBe(300);
  await fragile.close();
});
