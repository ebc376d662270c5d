import type { Database } from "../db/database.ts";
import { Problem } from "../http/problems.ts";
import { hashOf, newSecret } from "../keys/secret-text.ts";
import { type Account, createAccount, setPassword } from "./accounts.ts";

/** How long a one-time link holds; milliseconds. */
const LIFETIME = 3 * 24 * 60 * 60 * 1000;

/** Makes a one-time link's token. @param person who is there already, and lost what they sign in with */
export async function invite(
  transaction: Database,
  { email, name, roles, everywhere, teams }: Account,
  by: { readonly actor: string; readonly now: Date },
  person: string | null = null,
): Promise<{ token: string; expiresAt: string }> {
  const { text, hash } = newSecret("wbi_");
  const expires_at = new Date(by.now.getTime() + LIFETIME);
  // One link a person: an older one would be a second way in.
  await transaction.deleteFrom("invitation").where("email", "=", email).where("accepted_at", "is", null).execute();
  await transaction
    .insertInto("invitation")
    .values({
      hash,
      person_id: person,
      email,
      name,
      roles: [...roles],
      everywhere,
      teams: [...teams],
      created_by: by.actor,
      created_at: by.now,
      expires_at,
    })
    .execute();
  return { token: text, expiresAt: expires_at.toISOString() };
}

/** Takes up the account behind a link, and answers whose it is. The link is worth nothing afterwards. @throws Problem 403 */
export async function accept(
  transaction: Database,
  { token, password }: { readonly token: string; readonly password?: string | undefined },
  now: Date,
): Promise<{ person: string; email: string }> {
  const link = await transaction
    .updateTable("invitation")
    .set({ accepted_at: now })
    .where("hash", "=", hashOf(token))
    .where("accepted_at", "is", null)
    .where("expires_at", ">", now)
    .returningAll()
    .executeTakeFirst();
  if (link === undefined)
    throw new Problem(
      403,
      "people/spent-link",
      "Not allowed",
      "The link is wrong, spent or past its end; ask for another.",
    );
  const person = link.person_id ?? (await createAccount(transaction, link, now));
  // Whoever made the link may have opened it: see `same_eyes`.
  await transaction.updateTable("person").set({ issued_by: link.created_by }).where("id", "=", person).execute();
  if (password !== undefined) await setPassword(transaction, person, password, now);
  return { person, email: link.email };
}
