import { sql } from "kysely";
import type { Key } from "../../contract/keys.ts";
import type { Database } from "../db/database.ts";
import { Problem } from "../http/problems.ts";
import { insertKey } from "./queries.ts";
import { hashOf, newSecret } from "./secret-text.ts";

/** How long the printed token holds; milliseconds. */
const LIFETIME = 60 * 60 * 1000;

/**
 * A token for the first administrator, where nobody administers yet; the one printed before is worthless then.
 * Undefined where somebody does.
 */
export async function offerSetup(database: Database, now: Date): Promise<string | undefined> {
  if (await hasAdministrator(database, now)) return undefined;
  const { text, hash } = newSecret("wbs_");
  const expires_at = new Date(now.getTime() + LIFETIME);
  await database
    .insertInto("setup_token")
    .values({ hash, expires_at })
    .onConflict((conflict) => conflict.column("singleton").doUpdateSet({ hash, expires_at }))
    .execute();
  return text;
}

/** Makes the first administrator's key. The token is worth nothing afterwards. @throws Problem 403 */
export async function redeemSetup(
  database: Database,
  wish: { readonly token: string; readonly name: string; readonly days: number },
  now: Date,
): Promise<Key & { key: string }> {
  return await database.transaction().execute(async (transaction) => {
    await spendSetup(transaction, wish.token, now);
    const { name, days } = wish;
    return await insertKey(transaction, { name, days, role: "admin", team: null }, "set-up token", now);
  });
}

/** Takes the token, which is worth nothing afterwards. @throws Problem 403 */
export async function spendSetup(transaction: Database, token: string, now: Date): Promise<void> {
  const { numDeletedRows } = await transaction
    .deleteFrom("setup_token")
    .where("hash", "=", hashOf(token))
    .where("expires_at", ">", now)
    .executeTakeFirst();
  if (numDeletedRows === 0n || (await hasAdministrator(transaction, now))) throw refusal();
}

function refusal(): Problem {
  return new Problem(
    403,
    "setup/refused",
    "Not allowed",
    "The set-up token is wrong, spent or older than an hour. Start the hub again: it prints a new one as long as there is no administrator.",
  );
}

/** Somebody who administers with a key, or as a person who is not shut out. */
async function hasAdministrator(database: Database, now: Date): Promise<boolean> {
  const person = await database
    .selectFrom("person")
    .select("id")
    .where(sql<boolean>`'admin' = any(roles) and everywhere and disabled_at is null`)
    .limit(1)
    .executeTakeFirst();
  if (person !== undefined) return true;
  const row = await database
    .selectFrom("api_key")
    .select("id")
    .where("role", "=", "admin")
    .where("team_id", "is", null)
    .where("revoked_at", "is", null)
    .where("expires_at", ">", now)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
