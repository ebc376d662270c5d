import { listScimMappings, setScimMapping } from "../../contract/scim.ts";
import { recordDeed } from "../audit/record-deed.ts";
import { actorOf } from "../auth/principal.ts";
import { type Route, route } from "../http/route.ts";
import { demandTeams } from "../people/people-routes.ts";
import { giveRoles, oneAtATime } from "./give-roles.ts";

export const SCIM_MAPPING_ROUTES: readonly Route[] = [
  route(setScimMapping, async ({ body, principal }, { database, now }) => {
    const { group, teams } = body;
    const roles = [...new Set(body.roles)];
    return await database.transaction().execute(async (transaction) => {
      await oneAtATime(transaction);
      const at = now();
      await demandTeams(transaction, teams ?? []);
      await transaction.deleteFrom("scim_mapping").where("display_name", "=", group).execute();
      if (roles.length > 0)
        await transaction.insertInto("scim_mapping").values({ display_name: group, roles, teams }).execute();
      const members = await transaction
        .selectFrom("scim_member")
        .innerJoin("scim_group", "scim_group.id", "group_id")
        .select("person_id")
        .where("display_name", "=", group)
        .execute();
      await giveRoles(
        transaction,
        members.map(({ person_id }) => person_id),
        at,
      );
      const deed = { at, actor: actorOf(principal), action: "scim.map", about: `group ${group}` };
      await recordDeed(transaction, { ...deed, detail: { roles, teams } });
      return { group, roles, teams };
    });
  }),
  route(listScimMappings, async (_, { database }) => {
    const rows = await database.selectFrom("scim_mapping").selectAll().orderBy("display_name").execute();
    return { items: rows.map(({ display_name: group, roles, teams }) => ({ group, roles, teams })) };
  }),
];
