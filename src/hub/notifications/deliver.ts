import { sql } from "kysely";
import { sendMail } from "../../connect/mail/send-mail.ts";
import { postOutward } from "../../connect/outward/post.ts";
import type { HubEvent } from "../../contract/notifications.ts";
import type { SubscriptionKind } from "../../contract/subscriptions.ts";
import { WaybillError } from "../../core/errors.ts";
import type { Hub } from "../hub.ts";
import { mailboxOf, writeMail, writeMessage } from "./messages.ts";
import { messageId, type Target, targetOf } from "./subscriptions.ts";

/** Seconds after each attempt that failed until the next: eight attempts within 21 hours, then it is given up. */
const BACK_OFF = [5, 60, 5 * 60, 30 * 60, 2 * 3_600, 6 * 3_600, 12 * 3_600];
export const MOST_ATTEMPTS = BACK_OFF.length + 1;

/** How long a receiver may take; milliseconds. */
const PATIENCE = 10_000;

/** Longer than any attempt takes: a message whose worker died is another's after that; milliseconds. */
const LEASE = 60_000;

/** A message that is ours alone for a while. */
export interface Claimed {
  readonly id: number;
  readonly messageId: string;
  readonly events: readonly HubEvent[];
  readonly createdAt: Date;
  readonly attempts: number;
  readonly leasedUntil: Date;
  readonly subscription: { readonly id: string; readonly kind: SubscriptionKind; readonly sealed: Buffer };
}

/**
 * Takes up messages that are due: of each subscriber the oldest that waits, so that each hears things in their order.
 * Those that failed least often come first: who does not answer keeps nobody waiting.
 */
export async function claim({ database, now, strongbox }: Hub, most: number): Promise<Claimed[]> {
  if (most <= 0 || strongbox === undefined) return []; // without the key it is up to a hub that has it
  const at = now();
  const leasedUntil = new Date(at.getTime() + LEASE);
  const { rows } = await sql<Row>`
    with head as (
      select (select min(id) from delivery where subscription_id = subscription.id and state = 'waiting') as id
      from subscription
    ), mine as (
      select delivery.id from delivery join head on head.id = delivery.id
      where state = 'waiting' and due_at <= ${at} and (leased_until is null or leased_until < ${at})
      order by attempts, due_at, delivery.id limit ${most} for update of delivery skip locked
    )
    update delivery set attempts = attempts + 1, leased_until = ${leasedUntil}
    from mine, subscription where delivery.id = mine.id and subscription.id = delivery.subscription_id
    returning delivery.id, message_id, delivery.events, delivery.created_at, attempts, leased_until, subscription.id as subscription_id,
      subscription.kind, sealed`.execute(database);
  return rows.map((row) => ({
    id: row.id,
    messageId: messageId(row.message_id),
    events: row.events,
    createdAt: row.created_at,
    attempts: row.attempts,
    leasedUntil: row.leased_until,
    subscription: { id: row.subscription_id, kind: row.kind, sealed: row.sealed },
  }));
}

interface Row {
  readonly id: number;
  readonly message_id: string;
  readonly events: HubEvent[];
  readonly created_at: Date;
  readonly attempts: number;
  readonly leased_until: Date;
  readonly subscription_id: string;
  readonly kind: SubscriptionKind;
  readonly sealed: Buffer;
}

/** Sends one message, and writes down how it went. */
export async function deliver(hub: Hub, claimed: Claimed, patience: number = PATIENCE): Promise<void> {
  const outcome = await attempt(hub, claimed, patience);
  const at = hub.now();
  const wait = BACK_OFF[claimed.attempts - 1];
  const isDone = outcome.fault === null;
  const isDead = !isDone && wait === undefined;
  await hub.database
    .updateTable("delivery")
    .set({
      ...outcome,
      leased_until: null,
      state: isDone ? "delivered" : isDead ? "dead" : "waiting",
      ended_at: isDone || isDead ? at : null,
      ...(wait !== undefined && { due_at: new Date(at.getTime() + wait * 1_000) }),
    })
    .where("id", "=", claimed.id)
    // Who took longer than the lease says nothing of an attempt that is another's now.
    .where("leased_until", "=", claimed.leasedUntil)
    .execute();
}

interface Outcome {
  readonly status: number | null;
  readonly fault: string | null;
}

async function attempt(hub: Hub, claimed: Claimed, patience: number): Promise<Outcome> {
  const { strongbox, inside, now } = hub;
  if (strongbox === undefined) throw new Error("a message was taken up without the key to send it");
  const { subscription, createdAt, events } = claimed;
  const { kind } = subscription;
  try {
    const target = targetOf(strongbox, subscription);
    if (kind === "mail") return await attemptMail(hub, claimed, target, patience);
    const message = {
      id: claimed.messageId,
      kind,
      subscription: subscription.id,
      createdAt,
      events,
    };
    const written = writeMessage(message, target, now());
    const status = await postOutward(target.address, { ...written, patience, own: inside });
    return { status, fault: faultOf(status) };
  } catch (fault) {
    // Words of ours; anybody else's could quote the address.
    return { status: null, fault: fault instanceof WaybillError ? fault.message : "It could not be sent." };
  }
}

async function attemptMail(
  { mail }: Hub,
  { messageId: id, events }: Claimed,
  { address }: Target,
  patience: number,
): Promise<Outcome> {
  if (mail === undefined) return { status: null, fault: "The hub was given no mail server." };
  await sendMail(mail, { ...writeMail(events), to: mailboxOf(address), id }, patience);
  return { status: null, fault: null };
}

function faultOf(status: number): string | null {
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400) return `It answered ${status}: redirects are not followed.`;
  return `It answered ${status}.`;
}
