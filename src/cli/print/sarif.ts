import type { Finding } from "../../core/finding.ts";
import type { Place } from "../../core/place.ts";
import type { Report } from "../../core/report.ts";
import type { AnyRule } from "../../core/rule.ts";
import type { Severity } from "../../core/severity.ts";
import { subjectOf } from "../../core/subject.ts";
import { RULES } from "../../scan/every-room.ts";

const LEVEL: Record<Severity, "error" | "warning" | "note"> = {
  critical: "error",
  high: "error",
  medium: "warning",
  low: "note",
  info: "note",
};

/** The scale by which code-scanning services sort: 9 and above critical, 7 high, 4 medium. */
const SECURITY_SEVERITY: Record<Severity, string> = {
  critical: "9.5",
  high: "8.0",
  medium: "5.5",
  low: "3.0",
  info: "1.0",
};

/**
 * SARIF 2.1.0. What could not be seen stands among the invocation's notifications, and the invocation is only
 * successful when the look was complete.
 */
export function printSarif(report: Report): string {
  const rules = rulesOf(report);
  const position = new Map(rules.map(({ id }, index) => [id, index]));
  const log = {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "Waybill",
            version: report.tool.version,
            semanticVersion: report.tool.version,
            rules: rules.map(describeRule),
          },
        },
        automationDetails: { id: `waybill/${report.target.kind}/` },
        ...(report.target.commit !== undefined && {
          properties: { target: report.target.ref, commit: report.target.commit },
        }),
        columnKind: "utf16CodeUnits",
        invocations: [
          {
            executionSuccessful: report.summary.complete,
            startTimeUtc: report.startedAt,
            endTimeUtc: report.finishedAt,
            toolExecutionNotifications: notifications(report),
          },
        ],
        results: report.findings.map((finding) => result(finding, position.get(finding.rule) ?? -1)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function rulesOf({ findings }: Report): readonly AnyRule[] {
  const used = new Set(findings.map(({ rule }) => rule));
  return RULES.filter(({ id }) => used.has(id));
}

function describeRule(rule: AnyRule) {
  return {
    id: rule.id,
    shortDescription: { text: rule.title },
    fullDescription: { text: rule.why },
    help: { text: rule.fix },
    defaultConfiguration: { level: LEVEL[rule.severity] },
    properties: { "security-severity": SECURITY_SEVERITY[rule.severity], tags: ["security", ...rule.standards] },
  };
}

function result(finding: Finding, ruleIndex: number) {
  return {
    ruleId: finding.rule,
    ...(ruleIndex >= 0 && { ruleIndex }),
    level: LEVEL[finding.severity],
    message: { text: [finding.title, finding.why, finding.fix?.summary ?? ""].filter(Boolean).join("\n") },
    locations: finding.locations.map((place) => location(place, finding)),
    partialFingerprints: { "waybillFindingId/v1": finding.id },
    rank: finding.priority,
    ...(finding.suppressed !== null && {
      suppressions: [{ kind: "external", status: "accepted", justification: finding.suppressed.reason }],
    }),
    properties: { severity: finding.severity, confidence: finding.confidence, subject: subjectOf(finding.subject) },
  };
}

function location({ path, line, column, layer, commit, ref }: Place, { subject }: Finding) {
  const { kind, name } = subjectOf(subject);
  return {
    ...(path !== undefined && {
      physicalLocation: {
        artifactLocation: { uri: path.split("/").map(encodeURIComponent).join("/") },
        ...(line !== undefined && {
          region: { startLine: line, ...(column !== undefined && { startColumn: column }) },
        }),
      },
    }),
    logicalLocations: [{ fullyQualifiedName: name, kind }],
    ...((layer ?? commit ?? ref) !== undefined && { properties: { layer, commit, ref } }),
  };
}

function notifications({ coverage }: Report) {
  return coverage.flatMap(({ analyzer, status, gaps }) => {
    const lines = gaps.map(({ where, reason }) => `${where}: ${reason}`);
    const silent = gaps.length === 0 && (status === "failed" || status === "unobservable");
    return [...lines, ...(silent ? [status] : [])].map((text) => ({
      level: status === "failed" ? "error" : "warning",
      descriptor: { id: analyzer },
      message: { text },
    }));
  });
}
