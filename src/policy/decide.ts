import type { Configuration } from "../core/configuration.ts";
import type { Finding, JudgedFinding } from "../core/finding.ts";
import { type Coverage, isComplete } from "../core/gap.ts";
import { compareText } from "../core/order.ts";
import type { Report } from "../core/report.ts";
import { type FailOn, isAtLeast, SEVERITIES } from "../core/severity.ts";
import { rank } from "./ranking.ts";
import { expiredWaivers, suppressionOf } from "./waivers.ts";
import { workItems } from "./work-items.ts";

/** The part of a report that policy decides. */
export type Decision = Pick<Report, "findings" | "workItems" | "expired" | "summary">;

/** Ranks what was found, applies the waivers, and groups it into deeds. */
export function decide(
  judged: readonly JudgedFinding[],
  coverage: readonly Coverage[],
  configuration: Configuration,
  now: Date,
): Decision {
  const ranked = judged.map((one) => ({
    finding: asFinding(one, configuration, now),
    deed: one.deed,
  }));
  const findings = ranked.map(({ finding }) => finding).sort(gravestFirst);
  const expired = expiredWaivers(configuration.suppressions, findings, now);
  return {
    findings,
    workItems: workItems(ranked),
    ...(expired.length > 0 && { expired }),
    summary: summarize(findings, coverage),
  };
}

function asFinding(judged: JudgedFinding, { suppressions }: Configuration, now: Date): Finding {
  const { signals: _signals, deed: _deed, excuse = null, ...rest } = judged;
  return { ...rest, ...rank(judged), suppressed: suppressionOf(judged, suppressions, now) ?? excuse };
}

function gravestFirst(a: Finding, b: Finding): number {
  return b.priority - a.priority || compareText(a.rule, b.rule) || compareText(a.id, b.id);
}

function summarize(findings: readonly Finding[], coverage: readonly Coverage[]): Report["summary"] {
  const open = findings.filter(({ suppressed }) => suppressed === null);
  const bySeverity = Object.fromEntries(
    SEVERITIES.map((severity) => [severity, open.filter((finding) => finding.severity === severity).length]),
  ) as Report["summary"]["bySeverity"];
  return { bySeverity, suppressed: findings.length - open.length, complete: isComplete(coverage) };
}

/** The contract's exit status: 1 for findings that fail, 3 for what could not be seen, 0 for a clean and whole look. */
export function exitStatus({ findings, summary }: Decision, failOn: FailOn): 0 | 1 | 3 {
  const fails = findings.some(({ severity, suppressed }) => suppressed === null && isAtLeast(severity, failOn));
  if (fails) return 1;
  return summary.complete ? 0 : 3;
}
