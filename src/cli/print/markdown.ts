import { describePlace } from "../../core/place.ts";
import type { Report } from "../../core/report.ts";
import { cell, code } from "./markdown-text.ts";
import { bySeverity, examinedInWords, openFindings, plural } from "./words.ts";

const MOST_DEEDS = 25;
const MOST_FINDINGS = 200;
const MOST_GAPS = 50;

/** For pull requests and job summaries; each list says how much it leaves out. */
export function printMarkdown(report: Report): string {
  const open = openFindings(report);
  const parts = [
    `# Waybill: ${code(report.target.ref)}`,
    `${plural(open.length, "finding")}: ${bySeverity(report.summary)}. ${report.summary.complete ? "Everything that applies was looked at." : "**Something could not be looked at; see below.**"}`,
    deeds(report),
    findings(report),
    blindSpots(report),
    lookedAt(report),
  ];
  return `${parts.filter(Boolean).join("\n\n")}\n`;
}

function deeds({ workItems }: Report): string {
  if (workItems.length === 0) return "";
  const rows = workItems
    .slice(0, MOST_DEEDS)
    .map(
      ({ severity, action, findings, priority }) =>
        `| ${priority} | ${severity} | ${cell(action)} | ${findings.length} |`,
    );
  return [
    "## What to do",
    "| priority | severity | deed | closes |",
    "|---:|---|---|---:|",
    ...rows,
    leftOut(workItems.length, MOST_DEEDS),
  ]
    .filter(Boolean)
    .join("\n");
}

function findings(report: Report): string {
  const open = openFindings(report);
  if (open.length === 0) return "";
  const rows = open.slice(0, MOST_FINDINGS).map((finding) => {
    const [first, ...more] = finding.locations;
    const place = first === undefined ? "" : code(describePlace(first));
    return `| ${finding.severity} | ${cell(finding.title)}<br>${code(finding.rule)} | ${place}${more.length > 0 ? ` and ${more.length} more` : ""} |`;
  });
  return [
    "<details><summary>Findings</summary>\n",
    "| severity | finding | place |",
    "|---|---|---|",
    ...rows,
    leftOut(open.length, MOST_FINDINGS),
    "\n</details>",
  ]
    .filter(Boolean)
    .join("\n");
}

function blindSpots({ coverage }: Report): string {
  const rows = coverage.flatMap(({ analyzer, status, gaps }) =>
    gaps.length > 0
      ? gaps.map(({ where, reason }) => `- ${code(analyzer)} ${code(where)}: ${cell(reason)}`)
      : status === "complete" || status === "notApplicable"
        ? []
        : [`- ${code(analyzer)}: ${status}`],
  );
  if (rows.length === 0) return "";
  return ["## Could not be seen", ...rows.slice(0, MOST_GAPS), leftOut(rows.length, MOST_GAPS)]
    .filter(Boolean)
    .join("\n");
}

function lookedAt({ coverage }: Report): string {
  const rows = coverage.map((entry) => `| ${entry.analyzer} | ${entry.status} | ${examinedInWords(entry)} |`);
  return ["## Looked at", "| analyzer | status | examined |", "|---|---|---|", ...rows].join("\n");
}

function leftOut(total: number, shown: number): string {
  return total > shown ? `\n… and ${total - shown} more.` : "";
}
