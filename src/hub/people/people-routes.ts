import { type SqlBool, sql } from "kysely";
import { cursorOf } from "../../contract/paging.ts";
import { endSessions, invitePerson, listPeople, type Person, resetPerson, setPerson } from "../../contract/people.ts";
import { recordDeed } from "../audit/record-deed.ts";
import { actorOf } from "../auth/principal.ts";
import type { Database } from "../db/database.ts";
import { afterKey } from "../db/keyset.ts";
import { notFound, Problem } from "../http/problems.ts";
import { type Route, route } from "../http/route.ts";
import { endSessionsOf, forgetFactors, setTeams } from "./accounts.ts";
import { invite } from "./invitations.ts";
import { shutOut } from "./shut-out.ts";
import { deskOf } from "./sign-in-routes.ts";

export const PEOPLE_ROUTES: readonly Route[] = [
  route(listPeople, async ({ query: { after, limit } }, { database, now }) => {
    const start = afterKey(after, ["text"]);
    const rows = await people(database, now())
      .$if(start !== undefined, (one) => one.where("email", ">", String(start?.[0])))
      .orderBy("email")
      .limit(limit + 1)
      .execute();
    const items = rows.slice(0, limit).map(asPerson);
    const last = items.at(-1);
    return rows.length <= limit || last === undefined ? { items } : { items, next: cursorOf([last.email]) };
  }),
  route(invitePerson, async ({ body, principal }, hub) => {
    const desk = deskOf(hub);
    return await hub.database.transaction().execute(async (transaction) => {
      const [at, actor] = [hub.now(), actorOf(principal)];
      const { email, name, roles, teams } = body;
      const taken = await transaction.selectFrom("person").select("id").where("email", "=", email).executeTakeFirst();
      if (taken !== undefined)
        throw new Problem(409, "people/taken", "Already there", "This address has an account already.");
      await demandTeams(transaction, teams ?? []);
      const account = { email, name, roles, everywhere: teams === null, teams: teams ?? [] };
      const link = await invite(transaction, account, { actor, now: at });
      const deed = { at, actor, action: "people.invite", about: `address ${email}` };
      await recordDeed(transaction, { ...deed, detail: { roles, teams } });
      return { ...link, link: `${desk.origin()}/#invitation=${link.token}` };
    });
  }),
  route(setPerson, async ({ params, body, principal }, { database, now }) => {
    return await database.transaction().execute(async (transaction) => {
      const [at, actor] = [now(), actorOf(principal)];
      const { roles, teams, disabled } = body;
      const { numUpdatedRows } = await transaction
        .updateTable("person")
        .set({ roles, everywhere: teams === null, disabled_at: disabled ? at : null, updated_at: at })
        .where("id", "=", params.id)
        .executeTakeFirst();
      if (numUpdatedRows === 0n) throw notFound("person");
      await setTeams(transaction, params.id, teams ?? []);
      if (disabled) await shutOut(transaction, params.id, at);
      const deed = { at, actor, action: "people.set", about: `person ${params.id}` };
      await recordDeed(transaction, { ...deed, detail: { roles, teams, disabled } });
      return await demand(transaction, params.id, at);
    });
  }),
  route(endSessions, async ({ params, principal }, { database, now }) => {
    return await database.transaction().execute(async (transaction) => {
      const at = now();
      await demand(transaction, params.id, at);
      const ended = await endSessionsOf(transaction, params.id);
      const deed = { at, actor: actorOf(principal), action: "people.end-sessions", about: `person ${params.id}` };
      await recordDeed(transaction, { ...deed, detail: { ended } });
      return { ended };
    });
  }),
  route(resetPerson, async ({ params, principal }, hub) => {
    const desk = deskOf(hub);
    return await hub.database.transaction().execute(async (transaction) => {
      const [at, actor] = [hub.now(), actorOf(principal)];
      const { email, name } = await demand(transaction, params.id, at);
      await forgetFactors(transaction, params.id, at);
      // Roles and teams stay with the account; the link gives none.
      const account = { email, name, roles: [], everywhere: false, teams: [] };
      const link = await invite(transaction, account, { actor, now: at }, params.id);
      await recordDeed(transaction, { at, actor, action: "people.reset", about: `person ${params.id}`, detail: {} });
      return { ...link, link: `${desk.origin()}/#invitation=${link.token}` };
    });
  }),
];

export async function demandTeams(database: Database, teams: readonly string[]): Promise<void> {
  if (teams.length === 0) return;
  const known = await database
    .selectFrom("team")
    .select("id")
    .where("id", "in", [...teams])
    .execute();
  if (known.length < new Set(teams).size)
    throw new Problem(400, "people/no-team", "No such team", "`teams` names one that there is not.");
}

function people(database: Database, now: Date) {
  return database
    .selectFrom("person")
    .select(["id", "email", "name", "roles", "everywhere", "disabled_at", "created_at"])
    .select([
      sql<string[]>`array(select team_id from person_team where person_id = person.id)`.as("teams"),
      sql<SqlBool>`two_factor_enabled or exists (select from person_passkey where person_id = person.id)`.as(
        "enrolled",
      ),
      sql<number>`(select count(*) from person_session where person_id = person.id and expires_at > ${now})`.as(
        "sessions",
      ),
    ]);
}

async function demand(database: Database, id: string, now: Date): Promise<Person> {
  const row = await people(database, now).where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw notFound("person");
  return asPerson(row);
}

type Row = Awaited<ReturnType<ReturnType<typeof people>["execute"]>>[number];

function asPerson(row: Row): Person {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    roles: row.roles,
    teams: row.everywhere ? null : row.teams,
    enrolled: row.enrolled === true,
    sessions: row.sessions,
    disabledAt: row.disabled_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
  };
}
