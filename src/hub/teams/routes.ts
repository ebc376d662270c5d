import { sql } from "kysely";
import { cursorOf } from "../../contract/paging.ts";
import { createTeam, listTeams } from "../../contract/teams.ts";
import { recordDeed } from "../audit/record-deed.ts";
import { actorOf } from "../auth/principal.ts";
import { afterKey } from "../db/keyset.ts";
import { Problem } from "../http/problems.ts";
import { type Route, route } from "../http/route.ts";

export const TEAM_ROUTES: readonly Route[] = [
  route(createTeam, async ({ body, principal }, { database, now }) => {
    return await database.transaction().execute(async (transaction) => {
      const at = now();
      const team = await transaction
        .insertInto("team")
        .values({ name: body.name, created_at: at })
        .onConflict((conflict) => conflict.column("name").doNothing())
        .returning(["id", "name"])
        .executeTakeFirst();
      if (team === undefined)
        throw new Problem(409, "teams/taken", "Already there", "There is a team of this name already.");
      const deed = { at, actor: actorOf(principal), action: "teams.create", about: `team ${team.id}` };
      await recordDeed(transaction, { ...deed, detail: { name: team.name } });
      return { ...team, createdAt: at.toISOString() };
    });
  }),
  route(listTeams, async ({ query: { after, limit }, principal }, { database }) => {
    const start = afterKey(after, ["text"]);
    const rows = await database
      .selectFrom("team")
      .selectAll()
      .$if(principal.teams !== "all", (query) => query.where("id", "=", sql<string>`any(${principal.teams}::uuid[])`))
      .$if(start !== undefined, (query) => query.where("name", ">", String(start?.[0])))
      .orderBy("name")
      .limit(limit + 1)
      .execute();
    const items = rows
      .slice(0, limit)
      .map(({ id, name, created_at }) => ({ id, name, createdAt: created_at.toISOString() }));
    const last = items.at(-1);
    return rows.length <= limit || last === undefined ? { items } : { items, next: cursorOf([last.name]) };
  }),
];
