import type { Database } from "../db/database.ts";
import { Problem } from "../http/problems.ts";

/** How many tries may fail within one stretch, and its length in milliseconds. */
export interface Allowance {
  readonly most: number;
  readonly stretch: number;
}

/** From one place. */
export const OF_A_PLACE: Allowance = { most: 10, stretch: 60_000 };
/** At one account, wherever from. */
export const OF_AN_ACCOUNT: Allowance = { most: 10, stretch: 15 * 60_000 };

/** Begun from one place, whether or not it came to anything: each leaves a row for minutes. */
export const BEGUN_AT_A_PLACE: Allowance = { most: 600, stretch: 60_000 };

/** Longer than any stretch; milliseconds. */
const KEPT = 60 * 60_000;

/**
 * Lets somebody try to sign in, unless too many tries from the same place have failed lately. Counted in the database, so
 * that all hubs that share it count together. What the try threw for a reason of the caller's counts; a defect does not.
 * @param bucket what is tried and from where: `exchange 192.0.2.1`
 * @throws Problem 429
 */
export async function countingFailures<T>(
  database: Database,
  bucket: string,
  now: Date,
  attempt: () => Promise<T>,
  allowance: Allowance = OF_A_PLACE,
): Promise<T> {
  const since = stretchOf(now, allowance);
  const row = await database
    .selectFrom("sign_in_failure")
    .select("count")
    .where("bucket", "=", bucket)
    .where("since", "=", since)
    .executeTakeFirst();
  if ((row?.count ?? 0) >= allowance.most) throw tooMany(allowance);
  try {
    return await attempt();
  } catch (fault) {
    if (isCallers(fault)) await count(database, bucket, since, 1);
    throw fault;
  }
}

/**
 * The same, where guesses may come all at once: each is counted before it is tried, and taken back when it was right. So
 * no more than `most` are ever tried.
 */
export async function countingTries<T>(
  database: Database,
  bucket: string,
  now: Date,
  attempt: () => Promise<T>,
  allowance: Allowance = OF_AN_ACCOUNT,
): Promise<T> {
  const since = stretchOf(now, allowance);
  if ((await count(database, bucket, since, 1)) > allowance.most) throw tooMany(allowance);
  try {
    const answer = await attempt();
    await count(database, bucket, since, -1);
    return answer;
  } catch (fault) {
    if (!isCallers(fault)) await count(database, bucket, since, -1);
    throw fault;
  }
}

/** Counts every time that something is asked for. @throws Problem 429 where that was too often */
export async function assertNotTooOften(database: Database, bucket: string, now: Date, allowance: Allowance) {
  if ((await count(database, bucket, stretchOf(now, allowance), 1)) > allowance.most) throw tooMany(allowance);
}

function stretchOf(now: Date, { stretch }: Allowance): Date {
  return new Date(Math.floor(now.getTime() / stretch) * stretch);
}

function isCallers(fault: unknown): boolean {
  return fault instanceof Problem && fault.status < 500;
}

function tooMany({ stretch }: Allowance): Problem {
  const wait = stretch > 60_000 ? "a quarter of an hour" : "a minute";
  return new Problem(429, "auth/too-many", "Too many tries", `There were too many tries; wait ${wait}.`);
}

async function count(database: Database, bucket: string, since: Date, by: 1 | -1): Promise<number> {
  const row = await database
    .insertInto("sign_in_failure")
    .values({ bucket, since, count: Math.max(by, 0) })
    .onConflict((conflict) =>
      conflict.columns(["bucket", "since"]).doUpdateSet((set) => ({ count: set("sign_in_failure.count", "+", by) })),
    )
    .returning("count")
    .executeTakeFirstOrThrow();
  if (row.count === 1)
    await database
      .deleteFrom("sign_in_failure")
      .where("since", "<", new Date(since.getTime() - KEPT))
      .execute();
  return row.count;
}
