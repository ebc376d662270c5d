import { sql } from "kysely";
import type { PersonRole } from "../../contract/roles.ts";
import type { Database } from "../db/database.ts";
import { Problem } from "../http/problems.ts";
import { hashPassword } from "./passwords.ts";

/** Who somebody is, and what they may do. */
export interface Account {
  readonly email: string;
  readonly name: string;
  readonly roles: readonly PersonRole[];
  readonly everywhere: boolean;
  readonly teams: readonly string[];
}

/** How the library calls an account whose way in is a password. */
const BY_PASSWORD = "credential";

/** Makes an account and answers its id. @throws Problem where the address has one already */
export async function createAccount(
  transaction: Database,
  { email, name, roles, everywhere, teams }: Account,
  now: Date,
): Promise<string> {
  const row = await transaction
    .insertInto("person")
    .values({
      email,
      name,
      email_verified: true,
      image: null,
      created_at: now,
      updated_at: now,
      roles: [...roles],
      everywhere,
    })
    .onConflict((conflict) => conflict.column("email").doNothing())
    .returning("id")
    .executeTakeFirst();
  if (row === undefined)
    throw new Problem(409, "people/taken", "Already there", "This address has an account already.");
  await setTeams(transaction, row.id, teams);
  return row.id;
}

export async function setTeams(transaction: Database, person: string, teams: readonly string[]): Promise<void> {
  await transaction.deleteFrom("person_team").where("person_id", "=", person).execute();
  if (teams.length === 0) return;
  const known = await transaction
    .selectFrom("team")
    .select("id")
    .where("id", "in", [...teams])
    .execute();
  if (known.length < new Set(teams).size)
    throw new Problem(400, "people/no-team", "No such team", "`teams` names one that there is not.");
  await transaction
    .insertInto("person_team")
    .values(known.map(({ id }) => ({ person_id: person, team_id: id })))
    .execute();
}

/** Gives an account a password, in place of the one that it had. */
export async function setPassword(transaction: Database, person: string, password: string, now: Date): Promise<void> {
  const hash = await hashPassword(password);
  await transaction
    .insertInto("person_account")
    .values({
      person_id: person,
      provider_id: BY_PASSWORD,
      account_id: person,
      password: hash,
      created_at: now,
      updated_at: now,
    })
    .onConflict((conflict) =>
      conflict.columns(["provider_id", "account_id"]).doUpdateSet({ password: hash, updated_at: now }),
    )
    .execute();
}

/** Ends sessions of a person, all but one where one is named. Answers how many. */
export async function endSessionsOf(database: Database, person: string, but?: string): Promise<number> {
  const { numDeletedRows } = await database
    .deleteFrom("person_session")
    .where("person_id", "=", person)
    .$if(but !== undefined, (one) => one.where("id", "<>", but ?? ""))
    .executeTakeFirst();
  return Number(numDeletedRows);
}

/** Takes away everything by which somebody signs in. */
export async function forgetFactors(transaction: Database, person: string, now: Date): Promise<void> {
  for (const table of ["person_session", "person_account", "person_totp", "person_passkey"] as const)
    await transaction.deleteFrom(table).where("person_id", "=", person).execute();
  await transaction
    .updateTable("person")
    .set({ two_factor_enabled: false, updated_at: now })
    .where("id", "=", person)
    .execute();
}

/** Steps of sign-ins and sessions that are past their end are of no use to anybody. */
export async function sweepSignIns(database: Database, now: Date): Promise<void> {
  for (const table of ["person_session", "person_verification", "spent_code"] as const)
    await sql`delete from ${sql.table(table)} where expires_at < ${now}`.execute(database);
}
