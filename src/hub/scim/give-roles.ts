import { sql } from "kysely";
import type { Database } from "../db/database.ts";

/** Any number that nobody else uses for an advisory lock. */
const SCIM_LOCK = 8_470_005;

/** Lets one change of the directory be done after the other. To be called first in its transaction. */
export async function oneAtATime(transaction: Database): Promise<void> {
  await sql`select pg_advisory_xact_lock(${SCIM_LOCK})`.execute(transaction);
}

/**
 * Gives people what their groups give: roles, and the teams for which they act. Who is an administrator by the hub's word
 * stays one, for all teams; nobody becomes one here.
 */
export async function giveRoles(transaction: Database, people: readonly string[], now: Date): Promise<void> {
  if (people.length === 0) return;
  const { rows } = await sql<{ person: string; teams: string[] }>`
    with given as (
      select person_id, roles, teams from scim_member
      join scim_group on scim_group.id = group_id join scim_mapping using (display_name)
      where person_id = any(${people}::uuid[])
    ), summed as (
      select person.id, 'admin' = any(person.roles) as administers,
        array(select distinct unnest(roles) from given where person_id = person.id order by 1) as roles,
        exists (select from given where person_id = person.id and teams is null) as everywhere,
        array(select distinct unnest(teams) from given where person_id = person.id order by 1) as teams
      from person join scim_user on person_id = person.id where person.id = any(${people}::uuid[])
    ), changed as (
      update person set updated_at = ${now}, everywhere = summed.everywhere or administers,
        roles = case when administers then array_append(summed.roles, 'admin') else summed.roles end
      from summed where summed.id = person.id
      returning person.id, summed.teams
    )
    select id as person, teams from changed`.execute(transaction);
  await transaction
    .deleteFrom("person_team")
    .where(
      "person_id",
      "in",
      rows.map(({ person }) => person),
    )
    .execute();
  const acting = rows.flatMap(({ person, teams }) => teams.map((team) => ({ person_id: person, team_id: team })));
  if (acting.length > 0) await transaction.insertInto("person_team").values(acting).execute();
}
