import { sql } from "kysely";
import type { Database } from "../db/database.ts";
import type { Hub } from "../hub.ts";
import { pause } from "../pause.ts";
import { timed } from "../telemetry/telemetry.ts";
import { type RenewalWish, type Renewed, renewInThread, type ThreadWish } from "./renew.ts";

/** Any number that nobody else uses for an advisory lock. */
const RENEWAL_LOCK = 8_470_004;
const HOUR = 3_600_000;
/** After an attempt that failed; milliseconds. */
const RETRY = 15 * 60_000;
/** How often a worker looks whether it is time; milliseconds. */
const WATCH = 30_000;
/** Characters of a reason that are kept. */
const LONGEST = 500;

type Renew = (wish: ThreadWish, signal: AbortSignal) => Promise<Renewed>;

export interface Scheduled {
  readonly wish: RenewalWish;
  readonly signal: AbortSignal;
  /** One line for the operator. */
  readonly say: (message: string) => void;
  readonly renew?: Renew;
}

/** Keeps the advisories fresh until it is told to stop. */
export function startRenewal(hub: Hub, options: Omit<Scheduled, "signal">): () => Promise<void> {
  const stop = new AbortController();
  const work = (async () => {
    while (!stop.signal.aborted) {
      await timed(
        hub.telemetry,
        "renew advisories",
        () => renewIfDue(hub, { ...options, signal: stop.signal }),
        (outcome) => outcome === "renewed" || outcome === "failed",
      ).catch((error: unknown) =>
        options.say(`looking for newer advisories failed and is tried again: ${wordsOf(error)}`),
      );
      await pause(WATCH, stop.signal);
    }
  })();
  return async () => {
    stop.abort();
    await work;
  };
}

/**
 * Fetches newer advisories when it is time. One of all workers at a time: the lock is the database's, and goes with the
 * connection of whoever dies. Who shares a folder with one that was at it finds it done.
 */
export async function renewIfDue(hub: Hub, scheduled: Scheduled): Promise<"renewed" | "failed" | "not-due" | "busy"> {
  if (!(await isDue(hub.database, hub, scheduled.wish))) return "not-due";
  return await hub.database.connection().execute(async (connection) => {
    const { rows } = await sql<{ mine: boolean }>`select pg_try_advisory_lock(${RENEWAL_LOCK}) as mine`.execute(
      connection,
    );
    if (rows[0]?.mine !== true) return "busy";
    try {
      if (!(await isDue(connection, hub, scheduled.wish))) return "not-due";
      return await renewNow(connection, hub, scheduled);
    } finally {
      await sql`select pg_advisory_unlock(${RENEWAL_LOCK})`.execute(connection);
    }
  });
}

async function isDue(database: Database, { advisories, now }: Hub, { everyHours }: RenewalWish): Promise<boolean> {
  const current = advisories.current();
  const at = now().getTime();
  const row = await database
    .selectFrom("advisory_renewal")
    .selectAll()
    .where("version", "=", current?.version ?? "")
    .executeTakeFirst();
  const known = Math.max(Date.parse(current?.builtAt ?? "") || 0, row?.checked_at?.getTime() ?? 0);
  if (known + everyHours * HOUR > at) return false;
  const hasFailed = row !== undefined && row.fault !== null;
  return !hasFailed || row.attempted_at.getTime() + Math.min(RETRY, everyHours * HOUR) <= at;
}

async function renewNow(
  database: Database,
  hub: Hub,
  { wish, signal, say, renew = renewInThread }: Scheduled,
): Promise<"renewed" | "failed"> {
  const { everyHours: _, ...from } = wish;
  const before = hub.advisories.current()?.version ?? "";
  const at = hub.now();
  try {
    const { failed } = await renew({ ...from, dataDirectory: hub.dataDirectory, now: at }, signal);
    for (const feed of failed) say(`advisories were not renewed: ${feed}`);
    await note(database, hub.advisories.current()?.version ?? "", at, { checked: at, fault: null, failed });
    return "renewed";
  } catch (error) {
    if (!signal.aborted) say(`advisories were not renewed: ${wordsOf(error)}`);
    await note(database, before, at, { checked: undefined, fault: wordsOf(error), failed: [] });
    return "failed";
  }
}

async function note(
  database: Database,
  version: string,
  attempted_at: Date,
  said: { readonly checked: Date | undefined; readonly fault: string | null; readonly failed: readonly string[] },
): Promise<void> {
  const failed = said.failed.slice(0, 50).map((one) => one.slice(0, LONGEST));
  const row = { attempted_at, fault: said.fault, failed, ...(said.checked && { checked_at: said.checked }) };
  await database
    .insertInto("advisory_renewal")
    .values({ checked_at: null, version, ...row })
    .onConflict((conflict) => conflict.column("version").doUpdateSet(row))
    .execute();
  await database
    .deleteFrom("advisory_renewal")
    .where("attempted_at", "<", new Date(attempted_at.getTime() - 30 * 24 * HOUR))
    .execute();
}

function wordsOf(error: unknown): string {
  return (error instanceof Error ? error.message : "unknown").slice(0, LONGEST);
}
