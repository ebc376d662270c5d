import { randomBytes, randomUUID } from "node:crypto";
import { type Selectable, sql } from "kysely";
import * as z from "zod";
import type { EventKind } from "../../contract/notifications.ts";
import { cursorOf, type PageQuery } from "../../contract/paging.ts";
import type { Delivery, Subscription, SubscriptionKind } from "../../contract/subscriptions.ts";
import { SEVERITIES, type Severity } from "../../core/severity.ts";
import type { Database } from "../db/database.ts";
import { afterKey } from "../db/keyset.ts";
import type { DeliveryTable, SubscriptionTable } from "../db/tables/notification-tables.ts";
import type { Strongbox } from "./strongbox.ts";

export interface SubscriptionWish {
  readonly name: string;
  readonly kind: SubscriptionKind;
  readonly address: string;
  readonly team: string | null;
  readonly events: readonly EventKind[];
  readonly severity: Severity;
  readonly digestMinutes: number;
}

/** Where messages go and by what they are signed. */
const Target = z.object({ address: z.string(), secret: z.string().nullable() });
export type Target = z.infer<typeof Target>;

/** Adds a subscription; undefined where the name is taken. The secret is in the answer, and nowhere else in the clear. */
export async function insertSubscription(
  transaction: Database,
  strongbox: Strongbox,
  wish: SubscriptionWish,
  actor: string,
  now: Date,
): Promise<(Subscription & { secret: string | null }) | undefined> {
  const id = randomUUID();
  const secret = wish.kind === "webhook" ? `whsec_${randomBytes(32).toString("base64")}` : null;
  const target: Target = { address: wish.address, secret };
  const row = await transaction
    .insertInto("subscription")
    .values({
      id,
      name: wish.name,
      kind: wish.kind,
      team_id: wish.team,
      events: [...new Set(wish.events)],
      severity: SEVERITIES.indexOf(wish.severity),
      digest_minutes: wish.digestMinutes,
      origin: wish.kind === "mail" ? wish.address : new URL(wish.address).origin,
      sealed: strongbox.lock(JSON.stringify(target), id),
      created_by: actor,
      created_at: now,
    })
    .onConflict((conflict) => conflict.column("name").doNothing())
    .returningAll()
    .executeTakeFirst();
  return row && { ...asSubscription(row), secret };
}

/** @throws WaybillError where the hub has another key than the one that locked it */
export function targetOf(strongbox: Strongbox, { id, sealed }: Pick<SubscriptionTable, "id" | "sealed">): Target {
  return Target.parse(JSON.parse(strongbox.unlock(sealed, id)));
}

/** A page of subscriptions, by name. */
export async function selectSubscriptions(database: Database, { after, limit }: PageQuery) {
  const start = afterKey(after, ["text"]);
  const rows = await database
    .selectFrom("subscription")
    .selectAll()
    .$if(start !== undefined, (query) => query.where("name", ">", String(start?.[0])))
    .orderBy("name")
    .limit(limit + 1)
    .execute();
  const items = rows.slice(0, limit).map(asSubscription);
  const last = items.at(-1);
  return rows.length <= limit || last === undefined ? { items } : { items, next: cursorOf([last.name]) };
}

/** A page of what was sent to a subscriber, newest first. */
export async function selectDeliveries(
  database: Database,
  subscription: string,
  { after, limit, state }: PageQuery & { readonly state?: Delivery["state"] | undefined },
) {
  const start = afterKey(after, ["number"]);
  const rows = await deliveries(database)
    .where("subscription_id", "=", subscription)
    .$if(state !== undefined, (query) => query.where("state", "=", state ?? "dead"))
    .$if(start !== undefined, (query) => query.where("id", "<", Number(start?.[0])))
    .orderBy("id", "desc")
    .limit(limit + 1)
    .execute();
  const items = rows.slice(0, limit).map(asDelivery);
  const last = items.at(-1);
  return rows.length <= limit || last === undefined ? { items } : { items, next: cursorOf([last.id]) };
}

/** Brings back what was given up; undefined where there is none such. */
export async function revive(
  transaction: Database,
  subscription: string,
  id: number,
  now: Date,
): Promise<Delivery | undefined> {
  // One attempt counts as made: what the receiver may have seen under this id is never added to.
  await transaction
    .updateTable("delivery")
    .set({ state: "waiting", attempts: 1, due_at: now, ended_at: null, leased_until: null })
    .where("id", "=", id)
    .where("subscription_id", "=", subscription)
    .where("state", "=", "dead")
    .execute();
  const row = await deliveries(transaction)
    .where("id", "=", id)
    .where("subscription_id", "=", subscription)
    .where("state", "=", "waiting")
    .executeTakeFirst();
  return row && asDelivery(row);
}

function deliveries(database: Database) {
  return database
    .selectFrom("delivery")
    .select(["id", "message_id", "state", "attempts", "created_at", "due_at", "ended_at", "status", "fault"])
    .select(sql<number>`jsonb_array_length(events)`.as("count"));
}

type DeliveryRow = Pick<
  Selectable<DeliveryTable>,
  "id" | "message_id" | "state" | "attempts" | "created_at" | "due_at" | "ended_at" | "status" | "fault"
> & { readonly count: number };

function asDelivery(row: DeliveryRow): Delivery {
  return {
    id: row.id,
    message: messageId(row.message_id),
    state: row.state,
    attempts: row.attempts,
    createdAt: row.created_at.toISOString(),
    dueAt: row.state === "waiting" ? row.due_at.toISOString() : null,
    endedAt: row.ended_at?.toISOString() ?? null,
    status: row.status,
    fault: row.fault,
    events: row.count,
  };
}

/** As a message is called outside. */
export function messageId(id: string): string {
  return `msg_${id}`;
}

export function asSubscription(row: Selectable<SubscriptionTable>): Subscription {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    team: row.team_id,
    events: row.events,
    severity: SEVERITIES[row.severity] ?? "info",
    digestMinutes: row.digest_minutes,
    origin: row.origin,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
  };
}
