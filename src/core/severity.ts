import * as z from "zod";

/** Gravest first: the order of every list of findings. */
export const SEVERITIES = ["critical", "high", "medium", "low", "info"] as const;

export const Severity = z.enum(SEVERITIES);
export type Severity = z.infer<typeof Severity>;

/** The least severity that makes a run fail; `never` fails on none. */
export const FailOn = z.enum(["critical", "high", "medium", "low", "never"]);
export type FailOn = z.infer<typeof FailOn>;

/** How sure we are: `proven` names a check that was made, `likely` a shape that is seldom anything else, `possible` a hint. */
export const Confidence = z.enum(["proven", "likely", "possible"]);
export type Confidence = z.infer<typeof Confidence>;

/** Negative when `a` is graver than `b`, for sorting. */
export function compareSeverity(a: Severity, b: Severity): number {
  return SEVERITIES.indexOf(a) - SEVERITIES.indexOf(b);
}

export function isAtLeast(severity: Severity, threshold: FailOn): boolean {
  return threshold !== "never" && compareSeverity(severity, threshold) <= 0;
}
