import * as z from "zod";
import { Severity } from "../core/severity.ts";

/** What a hub tells of. */
export const EventKind = z.enum([
  "finding.opened",
  "finding.affected",
  "finding.reopened",
  "finding.overdue",
  "malware.found",
  "waiver.requested",
  "waiver.decided",
  "waiver.ending",
  "deployment.against-decision",
]);
export type EventKind = z.infer<typeof EventKind>;

const Lineage = z.object({ id: z.int(), name: z.string() });

/** What one look, or one day, says of one lineage: counted, and the gravest of them named. */
const FindingsTold = z.object({
  lineage: Lineage,
  total: z.int(),
  /** Of those that the subscriber asked for. */
  bySeverity: z.partialRecord(Severity, z.int()),
  /** The gravest, at most ten. `/v1/findings?lineage=` lists all. */
  findings: z.array(
    z.object({ id: z.int(), title: z.string(), severity: Severity, rule: z.string(), fix: z.string() }),
  ),
});
export type FindingsTold = z.infer<typeof FindingsTold>;

const WaiverTold = z.object({
  waiver: z.int(),
  kind: z.string(),
  about: z.string(),
  lineage: z.int().nullable(),
  reason: z.string(),
  requestedBy: z.string(),
  state: z.string(),
  decidedBy: z.string().nullable(),
  until: z.iso.datetime(),
});
export type WaiverTold = z.infer<typeof WaiverTold>;

const DeploymentTold = z.object({
  deployment: z.int(),
  environment: z.string(),
  digest: z.string(),
  lineage: z.int().nullable(),
  /** What was answered when somebody asked; null where nobody did. */
  decision: z.object({ id: z.int(), admitted: z.boolean() }).nullable(),
  /** Whether it would have been let through when it was recorded. */
  admitted: z.boolean(),
  policy: z.string(),
  /** Findings that nobody had accepted; null where nobody had looked. */
  unaccepted: z.int().nullable(),
  actor: z.string(),
});
export type DeploymentTold = z.infer<typeof DeploymentTold>;

const Told = { at: z.iso.datetime(), team: z.uuid().nullable() };

export const HubEvent = z.discriminatedUnion("type", [
  z.object({
    type: z.enum(["finding.opened", "finding.affected", "finding.reopened", "finding.overdue", "malware.found"]),
    ...Told,
    data: FindingsTold,
  }),
  z.object({ type: z.enum(["waiver.requested", "waiver.decided", "waiver.ending"]), ...Told, data: WaiverTold }),
  z.object({ type: z.literal("deployment.against-decision"), ...Told, data: DeploymentTold }),
]);
export type HubEvent = z.infer<typeof HubEvent>;

/** The body of a webhook: what happened since the last, oldest first. The same on every attempt. */
export const Notification = z.object({
  type: z.literal("events"),
  timestamp: z.iso.datetime(),
  data: z.object({ subscription: z.uuid(), events: z.array(HubEvent) }),
});
export type Notification = z.infer<typeof Notification>;

/** What every webhook carries beside its body, as Standard Webhooks names it. */
export const NotificationHeaders = z.object({
  /** The same on every attempt: what came twice is known by it. */
  "webhook-id": z.string(),
  /** Of the attempt, in seconds since 1970: refuse what is older than five minutes. */
  "webhook-timestamp": z.string(),
  /** `v1,` and the HMAC-SHA256 over `id.timestamp.body`, in Base64, by the bytes behind `whsec_`. */
  "webhook-signature": z.string(),
});
