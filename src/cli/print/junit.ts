import type { Finding } from "../../core/finding.ts";
import type { Coverage } from "../../core/gap.ts";
import { compareText } from "../../core/order.ts";
import { describePlace } from "../../core/place.ts";
import type { Report } from "../../core/report.ts";
import { type FailOn, isAtLeast } from "../../core/severity.ts";
import { durationInSeconds, examinedInWords } from "./words.ts";

/**
 * JUnit XML as CI systems read it: a suite for each room, a failing case for each finding at or above the
 * threshold, and an *error* for what could not be seen, so that a blind spot never shows as green.
 */
export function printJunit(report: Report, failOn: FailOn): string {
  const suites = roomsOf(report).map((room) => {
    const coverage = report.coverage.filter(
      ({ analyzer, status }) => status !== "notApplicable" && roomOf(analyzer) === room,
    );
    const findings = report.findings.filter((finding) => finding.room === room);
    const errors = coverage.flatMap(blindSpots);
    const looked = coverage.map((entry) => lookedCase(entry));
    return {
      name: room,
      cases: [...looked, ...findings.map((finding) => findingCase(finding, failOn)), ...errors],
      failures: findings.filter((finding) => fails(finding, failOn)).length,
      errors: errors.length,
    };
  });
  const total = (count: (suite: (typeof suites)[number]) => number) =>
    suites.reduce((sum, suite) => sum + count(suite), 0);
  return [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    `<testsuites name="waybill ${xml(report.target.ref)}" tests="${total(({ cases }) => cases.length)}" failures="${total(({ failures }) => failures)}" errors="${total(({ errors }) => errors)}" time="${durationInSeconds(report).toFixed(3)}">`,
    ...suites.flatMap(({ name, cases, failures, errors }) => [
      `  <testsuite name="${xml(name)}" tests="${cases.length}" failures="${failures}" errors="${errors}">`,
      ...cases,
      `  </testsuite>`,
    ]),
    `</testsuites>\n`,
  ].join("\n");
}

function fails({ severity, suppressed }: Finding, failOn: FailOn): boolean {
  return suppressed === null && isAtLeast(severity, failOn);
}

function roomsOf({ coverage, findings }: Report): string[] {
  const looked = coverage.filter(({ status }) => status !== "notApplicable").map(({ analyzer }) => roomOf(analyzer));
  return [...new Set([...looked, ...findings.map(({ room }) => room)])].sort(compareText);
}

function roomOf(analyzer: string): string {
  return analyzer.split("/")[0] ?? analyzer;
}

function lookedCase(entry: Coverage): string {
  return `    <testcase classname="${xml(entry.analyzer)}" name="looked at ${xml(examinedInWords(entry) || "it")}"/>`;
}

function blindSpots({ analyzer, status, gaps }: Coverage): string[] {
  if (gaps.length > 0) return gaps.map(({ where, reason }) => errorCase(analyzer, where, reason));
  return status === "complete" ? [] : [errorCase(analyzer, analyzer, status)];
}

function findingCase(finding: Finding, failOn: FailOn): string {
  const name = `classname="${xml(finding.rule)}" name="${xml(finding.title)}"`;
  const text = [finding.why, finding.fix?.summary, ...finding.locations.map(describePlace)].filter(Boolean).join("\n");
  if (finding.suppressed !== null)
    return `    <testcase ${name}><skipped message="${xml(finding.suppressed.reason)}"/></testcase>`;
  if (!fails(finding, failOn)) return `    <testcase ${name}><system-out>${xml(text)}</system-out></testcase>`;
  return `    <testcase ${name}><failure type="${finding.severity}" message="${xml(finding.title)}">${xml(text)}</failure></testcase>`;
}

function errorCase(analyzer: string, where: string, reason: string): string {
  return `    <testcase classname="${xml(analyzer)}" name="${xml(where)}"><error type="unobservable" message="${xml(reason)}"/></testcase>`;
}

/** Text for XML 1.0: its five signs escaped, what it does not allow at all replaced. */
function xml(text: string): string {
  return text
    .replace(
      /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g,
      "\uFFFD",
    )
    .replace(/[<>&"'\n\r\t]/g, (sign) => XML_SIGNS[sign] ?? sign);
}

const XML_SIGNS: Record<string, string> = {
  "<": "&lt;",
  ">": "&gt;",
  "&": "&amp;",
  '"': "&quot;",
  "'": "&apos;",
  "\n": "&#10;",
  "\r": "&#13;",
  "\t": "&#9;",
};
