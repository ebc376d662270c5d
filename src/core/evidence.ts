import * as z from "zod";

/**
 * What a sceptic needs to believe a finding. `kind` says what sort of proof the text is:
 * `bytes` (what stands there, never a secret), `check` (a check that was really made and its result),
 * `match` (an advisory's range and the version in it), `claim` (somebody's unproven word).
 */
export const Evidence = z.strictObject({
  kind: z.enum(["bytes", "check", "match", "claim"]),
  text: z.string(),
});
export type Evidence = z.infer<typeof Evidence>;
