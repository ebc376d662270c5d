import type { Database } from "../db/database.ts";
import { Problem } from "../http/problems.ts";

/** Failures of one caller within one stretch, and its length in milliseconds. */
const MOST = 10;
const STRETCH = 60_000;

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
): Promise<T> {
  const since = new Date(Math.floor(now.getTime() / STRETCH) * STRETCH);
  const row = await database
    .selectFrom("sign_in_failure")
    .select("count")
    .where("bucket", "=", bucket)
    .where("since", "=", since)
    .executeTakeFirst();
  if ((row?.count ?? 0) >= MOST)
    throw new Problem(429, "auth/too-many", "Too many tries", "Too many tries from here have failed; wait a minute.");
  try {
    return await attempt();
  } catch (fault) {
    if (fault instanceof Problem && fault.status < 500) await count(database, bucket, since);
    throw fault;
  }
}

async function count(database: Database, bucket: string, since: Date): Promise<void> {
  await database
    .insertInto("sign_in_failure")
    .values({ bucket, since, count: 1 })
    .onConflict((conflict) =>
      conflict.columns(["bucket", "since"]).doUpdateSet((set) => ({ count: set("sign_in_failure.count", "+", 1) })),
    )
    .execute();
  await database
    .deleteFrom("sign_in_failure")
    .where("since", "<", new Date(since.getTime() - 10 * STRETCH))
    .execute();
}
