import * as z from "zod";
import { Severity } from "../core/severity.ts";
import { endpoint } from "./endpoint.ts";
import { EventKind } from "./notifications.ts";
import { PageQuery, page } from "./paging.ts";

export const SubscriptionKind = z.enum(["webhook", "slack", "mail"]);
export type SubscriptionKind = z.infer<typeof SubscriptionKind>;

/** Who wants to hear of what. */
export const Subscription = z.object({
  id: z.uuid(),
  name: z.string(),
  kind: SubscriptionKind,
  /** Whose things it is about; null for those of all. */
  team: z.uuid().nullable(),
  events: z.array(EventKind),
  /** Findings less grave are not told. Malware always is. */
  severity: Severity,
  digestMinutes: z.int(),
  /** Scheme and host, or the mailbox. The rest of an address may be a secret and is shown to nobody. */
  origin: z.string(),
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
});
export type Subscription = z.infer<typeof Subscription>;

export const createSubscription = endpoint({
  id: "createSubscription",
  method: "POST",
  path: "/v1/subscriptions",
  summary: "Have what happens told to an address; the answer alone shows the secret by which webhooks are signed",
  action: "subscriptions.set",
  body: z.strictObject({
    name: z.string().trim().min(1).max(100),
    kind: SubscriptionKind,
    /** Of a webhook or of Slack, https; of mail, `mailto:team@example.com`. */
    address: z.url().max(2_000),
    team: z.uuid().nullable().default(null),
    events: z
      .array(EventKind)
      .min(1)
      .max(50)
      .default([...EventKind.options]),
    severity: Severity.default("high"),
    /** What happens within so many minutes becomes one message; 0 sends at once. */
    digestMinutes: z.int().min(0).max(1_440).default(1),
  }),
  answer: Subscription.extend({ secret: z.string().nullable() }),
  status: 201,
});

export const listSubscriptions = endpoint({
  id: "listSubscriptions",
  method: "GET",
  path: "/v1/subscriptions",
  summary: "Who is told of what, by name",
  action: "subscriptions.read",
  query: PageQuery,
  answer: page(Subscription),
});

export const removeSubscription = endpoint({
  id: "removeSubscription",
  method: "DELETE",
  path: "/v1/subscriptions/{id}",
  summary: "Tell somebody nothing more; what waits for them is dropped",
  action: "subscriptions.set",
  params: z.strictObject({ id: z.uuid() }),
  answer: Subscription,
});

/** One message to a subscriber, and how it fared. */
export const Delivery = z.object({
  id: z.int(),
  /** As `webhook-id` says it. */
  message: z.string(),
  /** `dead` was given up after the last attempt. */
  state: z.enum(["waiting", "delivered", "dead"]),
  attempts: z.int(),
  createdAt: z.iso.datetime(),
  /** When it is tried next. */
  dueAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
  /** Of the receiver's last answer. */
  status: z.int().nullable(),
  /** Why the last attempt failed. */
  fault: z.string().nullable(),
  events: z.int(),
});
export type Delivery = z.infer<typeof Delivery>;

export const listDeliveries = endpoint({
  id: "listDeliveries",
  method: "GET",
  path: "/v1/subscriptions/{id}/deliveries",
  summary: "What was sent to a subscriber, what waits and what was given up, newest first",
  action: "subscriptions.read",
  params: z.strictObject({ id: z.uuid() }),
  query: PageQuery.extend({ state: z.enum(["waiting", "delivered", "dead"]).optional() }),
  answer: page(Delivery),
});

export const deliverAgain = endpoint({
  id: "deliverAgain",
  method: "POST",
  path: "/v1/subscriptions/{id}/deliveries/{delivery}/again",
  summary: "Try once more to send what was given up, before all that waits",
  action: "subscriptions.set",
  params: z.strictObject({ id: z.uuid(), delivery: z.coerce.number().int().positive() }),
  answer: Delivery,
});
