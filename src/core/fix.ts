import * as z from "zod";

/** One change to one file: the bytes from `start` up to `end` (offsets into the UTF-8 file) give way to `replacement`. */
export const Edit = z.strictObject({
  path: z.string(),
  start: z.int().nonnegative(),
  end: z.int().nonnegative(),
  replacement: z.string(),
});
export type Edit = z.infer<typeof Edit>;

/**
 * What would mend a finding. `edit` is applied and proven by `waybill fix`, `suggestion` is an edit that can break
 * the thing and waits for a person's word, `upgrade` names the version to move to, `advice` is a sentence.
 */
export const Fix = z.strictObject({
  kind: z.enum(["edit", "suggestion", "upgrade", "advice"]),
  summary: z.string(),
  edits: z.array(Edit).optional(),
});
export type Fix = z.infer<typeof Fix>;

/** Edits that belong together, the findings that they are meant to close, and what showed that they do. */
export const FixPlan = z.strictObject({
  id: z.string(),
  summary: z.string(),
  kind: z.enum(["edit", "suggestion"]),
  findings: z.array(z.string()),
  edits: z.array(Edit),
  /** Named only when made: `parses`, `finding gone`, `nothing new`, `rest unchanged`. */
  proofs: z.array(z.strictObject({ check: z.string(), result: z.enum(["held", "broken"]), detail: z.string() })),
});
export type FixPlan = z.infer<typeof FixPlan>;
