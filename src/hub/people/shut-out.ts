import type { Database } from "../db/database.ts";
import { endSessionsOf } from "./accounts.ts";

/** Ends at once all by which somebody acts: sessions, keys that they made, and links by which they invite. */
export async function shutOut(transaction: Database, person: string, now: Date): Promise<void> {
  await endSessionsOf(transaction, person);
  await transaction
    .updateTable("api_key")
    .set({ revoked_at: now })
    .where("created_by", "like", `person ${person} (%`)
    .where("revoked_at", "is", null)
    .execute();
  await transaction
    .deleteFrom("invitation")
    .where((eb) => eb.or([eb("created_by", "like", `person ${person} (%`), eb("person_id", "=", person)]))
    .where("accepted_at", "is", null)
    .execute();
}
