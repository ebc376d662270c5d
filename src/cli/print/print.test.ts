import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import draft4 from "ajv-draft-04";
import formats from "ajv-formats";
import { describe, expect, test } from "vitest";
import { Report } from "../../core/report.ts";
import { sampleReport } from "../../testing/sample-report.ts";
import { printHtml } from "./html/page.ts";
import { printJson } from "./json.ts";
import { printJunit } from "./junit.ts";
import { printMarkdown } from "./markdown.ts";
import { printSarif } from "./sarif.ts";
import { printTable } from "./table.ts";

const golden = (name: string) => join(import.meta.dirname, "golden", name);

describe("golden", () => {
  const table = { color: false, all: false, width: 80, failOn: "high" } as const;
  test.each([
    ["table.txt", () => printTable(sampleReport(), table)],
    ["table-all.txt", () => printTable(sampleReport(), { ...table, all: true })],
    ["report.json", () => printJson(sampleReport())],
    ["report.sarif", () => printSarif(sampleReport())],
    ["report.md", () => printMarkdown(sampleReport())],
    ["junit.xml", () => printJunit(sampleReport(), "high")],
    ["report.html", () => printHtml(sampleReport(), "high")],
  ])("%s", async (name, print) => {
    await expect(print()).toMatchFileSnapshot(golden(name));
  });
});

test("no line of the table is wider than the terminal, and no control character reaches it", () => {
  for (const width of [40, 80, 120]) {
    for (const all of [true, false]) {
      const text = printTable(sampleReport(), { color: false, all, width, failOn: "high" });
      expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(width);
      expect(text).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F]/);
    }
  }
});

test("SARIF is what the official schema asks for", () => {
  const require = createRequire(import.meta.url);
  const path = join(require.resolve("@microsoft/jest-sarif"), "..", "schemas", "sarif-2.1.0-rtm.5.json");
  const ajv = new draft4.default({ strict: false, unicodeRegExp: false });
  formats.default(ajv);
  const validate = ajv.compile(JSON.parse(readFileSync(path, "utf8")) as object);
  validate(JSON.parse(printSarif(sampleReport())));
  expect(validate.errors ?? []).toEqual([]);
  validate({ version: "2.1.0", runs: [{}] });
  expect(validate.errors).not.toBeNull();
});

test("the JSON report is what the published schema asks for", () => {
  const schema = readFileSync(join(import.meta.dirname, "../../../docs/schema/report.schema.json"), "utf8");
  const ajv = new Ajv2020({ strict: false });
  formats.default(ajv);
  const validate = ajv.compile(JSON.parse(schema) as object);
  validate(JSON.parse(printJson(sampleReport())));
  expect(validate.errors ?? []).toEqual([]);
  expect(() => Report.parse({ ...sampleReport(), more: 1 })).toThrow();
});

test("text from outside breaks out of no form", () => {
  expect(printHtml(sampleReport(), "high")).not.toContain("<script>alert");
  expect(printHtml(sampleReport(), "high")).not.toContain('href="javascript:');
  expect(printMarkdown(sampleReport())).not.toMatch(/(?<!`[^`]*)(?:<script>|\]\(javascript| @all)/);
  expect(printJunit(sampleReport(), "high")).not.toMatch(/<script>|\u001B/);
});

test("JUnit counts what fails, and what was not seen is an error", () => {
  const xml = printJunit(sampleReport(), "high");
  expect(xml).toContain('failures="1" errors="1"');
  expect(xml).toContain("<skipped message=");
  expect(printJunit(sampleReport(), "never")).toContain('failures="0" errors="1"');
});

test.each([
  ["2026-12-01T05:00:00.000Z", false],
  ["2026-12-02T06:00:00.000Z", true],
])("advisory data is called old after a week: a report of %s", (startedAt, isOld) => {
  const report = { ...sampleReport(), startedAt, finishedAt: startedAt };
  const words = "advisory data up to 8 days old (OSV npm)";
  expect(printTable(report, { color: false, all: false, width: 80, failOn: "high" }).includes(words)).toBe(isOld);
  expect(printHtml(report, "high").includes(words)).toBe(isOld);
});
