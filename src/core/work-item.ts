import * as z from "zod";
import { Severity } from "./severity.ts";
import { Subject } from "./subject.ts";

/** The one thing to do that closes a finding. Findings with the same `key` are closed by the same deed. */
export interface Deed {
  /** Stable, such as `upgrade pkg:npm/lodash in package-lock.json`. */
  readonly key: string;
  /** An order in one line: "Upgrade lodash to 4.17.21 in package-lock.json". */
  readonly action: string;
  readonly subject: Subject;
}

export const WorkItem = z.strictObject({
  id: z.string(),
  action: z.string(),
  subject: Subject,
  severity: Severity,
  priority: z.int().min(0).max(100),
  /** Ids, the gravest and most pressing first. */
  findings: z.array(z.string()),
  owner: z.string().optional(),
});
export type WorkItem = z.infer<typeof WorkItem>;
