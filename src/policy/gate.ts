import type { Configuration } from "../core/configuration.ts";
import type { Report } from "../core/report.ts";
import { type FailOn, isAtLeast } from "../core/severity.ts";

/** What the gate says, and each reason as a sentence. A gate never lets through what it could not see. */
export interface GateDecision {
  readonly admitted: boolean;
  readonly reasons: readonly string[];
}

/** Refuses for open findings at or above the threshold, and for everything that applies and could not be looked at. */
export function passGate(report: Report, { policy }: Configuration, failOn: FailOn | undefined): GateDecision {
  const threshold = failOn ?? policy.failOn ?? "high";
  const reasons = [
    ...report.findings
      .filter(({ severity, suppressed }) => suppressed === null && isAtLeast(severity, threshold))
      .map(({ severity, title, rule }) => `${severity}: ${title} (${rule})`),
    ...report.coverage
      .filter(({ status }) => status !== "complete" && status !== "notApplicable")
      .map(
        ({ analyzer, status, gaps }) =>
          `not seen: ${analyzer} is ${status}${gaps[0] === undefined ? "" : ` (${gaps[0].where}: ${gaps[0].reason}${gaps.length > 1 ? `, and ${gaps.length - 1} more` : ""})`}`,
      ),
  ];
  return { admitted: reasons.length === 0, reasons };
}
