import * as z from "zod";
import { Finding } from "./finding.ts";
import { Coverage, Gap } from "./gap.ts";
import { Layer } from "./image.ts";
import { Severity } from "./severity.ts";
import { Target } from "./target.ts";
import { WorkItem } from "./work-item.ts";

/** How old the advisory data is, per source. */
export const AdvisorySource = z.strictObject({
  name: z.string(),
  records: z.int().nonnegative(),
  /** ISO 8601. */
  fetchedAt: z.string(),
  newestModified: z.string(),
});
export type AdvisorySource = z.infer<typeof AdvisorySource>;

export const AdvisoryState = z.strictObject({ builtAt: z.string(), sources: z.array(AdvisorySource) });
export type AdvisoryState = z.infer<typeof AdvisoryState>;

/** `waybill.report/1`. Two runs over the same input differ in `startedAt` and `finishedAt` alone. */
export const Report = z.strictObject({
  schema: z.literal("waybill.report/1"),
  tool: z.strictObject({ name: z.literal("waybill"), version: z.string(), rules: z.string() }),
  advisories: AdvisoryState.nullable(),
  target: Target,
  /** Of an image, lowest first. */
  layers: z.array(Layer).optional(),
  startedAt: z.string(),
  finishedAt: z.string(),
  coverage: z.array(Coverage),
  components: z.strictObject({ total: z.int().nonnegative(), byType: z.record(z.string(), z.int().nonnegative()) }),
  findings: z.array(Finding),
  workItems: z.array(WorkItem),
  /** With `--explain`: what was looked at and rejected, and why. */
  rejected: z.array(Gap).optional(),
  /** Suppressions that have ended and fire again. */
  expired: z.array(z.string()).optional(),
  summary: z.strictObject({
    bySeverity: z.record(Severity, z.int().nonnegative()),
    suppressed: z.int().nonnegative(),
    complete: z.boolean(),
  }),
});
export type Report = z.infer<typeof Report>;
