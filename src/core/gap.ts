import * as z from "zod";

/** Something that could not be looked at: where, and why in words that a person can act on. */
export const Gap = z.strictObject({ where: z.string(), reason: z.string() });
export type Gap = z.infer<typeof Gap>;

/**
 * How far an analyzer saw. `partial` has gaps; `failed` crashed and says nothing; `unobservable` lacks what it needs
 * (data, access); `notApplicable` has nothing to say about this kind of target.
 */
export const CoverageStatus = z.enum(["complete", "partial", "failed", "notApplicable", "unobservable"]);
export type CoverageStatus = z.infer<typeof CoverageStatus>;

export const Coverage = z.strictObject({
  /** `room/name`. */
  analyzer: z.string(),
  status: CoverageStatus,
  /** What was looked at, counted: `files`, `bytes`, `packages` … */
  examined: z.record(z.string(), z.int().nonnegative()),
  /** Files by the reader that took them, where there are several: `npm-installed: 1590`. */
  filesByReader: z.record(z.string(), z.int().positive()).optional(),
  gaps: z.array(Gap),
});
export type Coverage = z.infer<typeof Coverage>;

/** Complete means: nothing that applies was left out of sight. */
export function isComplete(coverage: readonly Coverage[]): boolean {
  return coverage.every(({ status }) => status === "complete" || status === "notApplicable");
}
