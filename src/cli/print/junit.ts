import type { Finding } from "../../core/finding.ts";
import { describePlace } from "../../core/place.ts";
import type { Report } from "../../core/report.ts";
import { type FailOn, isAtLeast } from "../../core/severity.ts";
import { durationInSeconds, examinedInWords } from "./words.ts";

/**
 * JUnit XML as CI systems read it: a suite for each analyzer's room, a failing case for each finding at or above the
 * threshold, and an *error* for what could not be seen, so that a blind spot never shows as green.
 */
export function printJunit(report: Report, failOn: FailOn): string {
  const suites = report.coverage
    .filter(({ status }) => status !== "notApplicable")
    .map((entry) => {
      const room = entry.analyzer.split("/")[0];
      const first = report.coverage.find(
        ({ analyzer, status }) => analyzer.startsWith(`${room}/`) && status !== "notApplicable",
      );
      const findings = first === entry ? report.findings.filter((finding) => finding.room === room) : [];
      const cases = findings.map((finding) => findingCase(finding, failOn));
      const errors = entry.gaps.map(({ where, reason }) => errorCase(entry.analyzer, where, reason));
      if (entry.gaps.length === 0 && entry.status !== "complete")
        errors.push(errorCase(entry.analyzer, entry.analyzer, entry.status));
      const looked = `    <testcase classname="${xml(entry.analyzer)}" name="looked at ${xml(examinedInWords(entry) || "it")}"/>`;
      return {
        name: entry.analyzer,
        cases: [looked, ...cases, ...errors],
        failures: failing(findings, failOn),
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

function failing(findings: readonly Finding[], failOn: FailOn): number {
  return findings.filter((finding) => fails(finding, failOn)).length;
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
