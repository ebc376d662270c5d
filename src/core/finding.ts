import * as z from "zod";
import { Evidence } from "./evidence.ts";
import type { Signals } from "./fact.ts";
import { Fix } from "./fix.ts";
import { Place } from "./place.ts";
import { Room } from "./room.ts";
import { Confidence, Severity } from "./severity.ts";
import { Subject } from "./subject.ts";
import type { Deed } from "./work-item.ts";

/** `until` is missing where the excuse names no end, as a statement in a VEX document. */
export const Suppression = z.strictObject({ by: z.string(), reason: z.string(), until: z.string().optional() });
export type Suppression = z.infer<typeof Suppression>;

/** A finding as reports carry it: judged by a rule, ranked and perhaps waived by policy. */
export const Finding = z.strictObject({
  id: z.string(),
  rule: z.string(),
  room: Room,
  title: z.string(),
  severity: Severity,
  priority: z.int().min(0).max(100),
  confidence: Confidence,
  subject: Subject,
  locations: z.array(Place),
  evidence: z.array(Evidence),
  /** One sentence: why it stands where it stands in the list. */
  why: z.string(),
  fix: Fix.nullable(),
  standards: z.array(z.string()),
  aliases: z.array(z.string()),
  references: z.array(z.string()),
  suppressed: Suppression.nullable(),
});
export type Finding = z.infer<typeof Finding>;

/** A finding as a room yields it, before policy has ranked it. */
export interface JudgedFinding extends Omit<Finding, "priority" | "why" | "suppressed"> {
  readonly signals: Signals;
  readonly deed: Deed;
  /** What somebody who knows the component says that excuses it. A waiver of the configuration comes first. */
  readonly excuse?: Suppression;
}
