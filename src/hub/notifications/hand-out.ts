import { sql } from "kysely";
import { EventKind, type HubEvent } from "../../contract/notifications.ts";
import type { Database } from "../db/database.ts";
import type { Hub } from "../hub.ts";
import { narrowed } from "./outbox.ts";

/** Lines of the outbox of one step. */
const STEP = 500;

/** Events of one message: more become another. */
const MOST_EVENTS = 50;

const MINUTE = 60_000;

/** Any number that nobody else uses for an advisory lock. */
const OUTBOX_LOCK = 8_470_003;

interface Subscriber {
  readonly id: string;
  readonly team: string | null;
  readonly events: ReadonlySet<string>;
  readonly severity: number;
  readonly digestMinutes: number;
}

/**
 * Hands what lies in the outbox to those who want it, in the order in which it was written. What comes while a message
 * still waits for its first attempt joins it. One hub at a time; all of a step or nothing. Answers whether there was
 * something.
 */
export async function handOut({ database, now }: Hub): Promise<boolean> {
  return await database.transaction().execute(async (transaction) => {
    const { rows: locks } = await sql<{ mine: boolean }>`
      select pg_try_advisory_xact_lock(${OUTBOX_LOCK}) as mine`.execute(transaction);
    if (locks[0]?.mine !== true) return false;
    const events = await takeEvents(transaction);
    if (events.length === 0) return false;
    for (const subscriber of await subscribers(transaction)) {
      const wanted = events.flatMap((event) => wantedBy(subscriber, event) ?? []);
      await append(transaction, subscriber, wanted, now());
    }
    return true;
  });
}

/** The next, oldest first. What a newer hub beside us wrote and we do not know is left for it. */
async function takeEvents(transaction: Database): Promise<HubEvent[]> {
  const rows = await transaction
    .deleteFrom("outbox")
    .where("id", "in", (query) =>
      query.selectFrom("outbox").select("id").where("kind", "in", EventKind.options).orderBy("id").limit(STEP),
    )
    .returningAll()
    .execute();
  const ordered = rows.toSorted((a, b) => a.id - b.id);
  return ordered.map(
    ({ kind, at, team_id: team, data }) => ({ type: kind, at: at.toISOString(), team, data }) as HubEvent,
  );
}

/** Held fast until the messages are written. */
async function subscribers(transaction: Database): Promise<Subscriber[]> {
  const rows = await transaction
    .selectFrom("subscription")
    .select(["id", "team_id as team", "events", "severity", "digest_minutes as digestMinutes"])
    .orderBy("id")
    .forKeyShare()
    .execute();
  return rows.map((row) => ({ ...row, events: new Set(row.events) }));
}

function wantedBy({ team, events, severity }: Subscriber, event: HubEvent): HubEvent | undefined {
  if (!events.has(event.type)) return undefined;
  if (team !== null && event.team !== team) return undefined;
  return narrowed(event, severity);
}

/** Adds to the message that waits last, where nobody has tried to send it, and makes others for what it cannot hold. */
async function append(transaction: Database, to: Subscriber, events: readonly HubEvent[], now: Date): Promise<void> {
  if (events.length === 0) return;
  const open = await openMessage(transaction, to.id);
  const joining = events.slice(0, open === undefined ? 0 : MOST_EVENTS - open.count);
  if (open !== undefined && joining.length > 0) {
    const isFull = open.count + joining.length >= MOST_EVENTS;
    await sql`
      update delivery set events = events || ${JSON.stringify(joining)}::jsonb,
        due_at = case when ${isFull} then least(due_at, ${now}::timestamptz) else due_at end
      where id = ${open.id}`.execute(transaction);
  }
  for (let start = joining.length; start < events.length; start += MOST_EVENTS) {
    const part = events.slice(start, start + MOST_EVENTS);
    const wait = part.length < MOST_EVENTS ? to.digestMinutes * MINUTE : 0;
    await transaction
      .insertInto("delivery")
      .values({
        subscription_id: to.id,
        events: JSON.stringify(part),
        created_at: now,
        due_at: new Date(now.getTime() + wait),
      })
      .execute();
  }
}

/** The newest message that waits, if it may still be added to. */
async function openMessage(transaction: Database, subscription: string) {
  const { rows } = await sql<{ id: number; count: number }>`
    select id, jsonb_array_length(events) as count from delivery
    where id = (select max(id) from delivery where subscription_id = ${subscription} and state = 'waiting')
      and state = 'waiting' and attempts = 0
    for update skip locked`.execute(transaction);
  const [row] = rows;
  return row !== undefined && row.count < MOST_EVENTS ? row : undefined;
}
