import { moveLineage } from "../../contract/lineages.ts";
import { recordDeed } from "../audit/record-deed.ts";
import { assertMay } from "../auth/assert-may.ts";
import { actorOf } from "../auth/principal.ts";
import { teamOfLineage } from "../auth/scope.ts";
import { notFound, Problem } from "../http/problems.ts";
import { type Route, route } from "../http/route.ts";

export const MOVE_ROUTES: readonly Route[] = [
  route(
    moveLineage,
    async ({ params, body: { team }, principal }, hub) => {
      // What it is taken from was asked before; whom it is given to is asked here.
      assertMay(hub, principal, "lineages.move", team);
      return await hub.database.transaction().execute(async (transaction) => {
        const at = hub.now();
        const row = await transaction
          .selectFrom("lineage")
          .select(["name", "team_id"])
          .where("id", "=", params.id)
          .forUpdate()
          .executeTakeFirst();
        if (row === undefined) throw notFound("lineage");
        const { name, team_id: from } = row;
        assertMay(hub, principal, "lineages.move", from); // it may have moved meanwhile
        if (from === team) return { id: params.id, team, from, waivers: 0 };
        if (team !== null) {
          const known = await transaction.selectFrom("team").select("id").where("id", "=", team).executeTakeFirst();
          if (known === undefined) throw new Problem(400, "lineages/no-team", "No such team", "`team` names no team.");
        }
        // Findings and what is counted of them follow by a trigger.
        await transaction.updateTable("lineage").set({ team_id: team }).where("id", "=", params.id).execute();
        const { numUpdatedRows } = await transaction
          .updateTable("waiver")
          .set({ team_id: team })
          .where("lineage_id", "=", params.id)
          .executeTakeFirst();
        const waivers = Number(numUpdatedRows);
        const deed = { at, actor: actorOf(principal), action: "lineages.move", about: `lineage ${params.id}` };
        await recordDeed(transaction, { ...deed, detail: { name, from, to: team, waivers } });
        return { id: params.id, team, from, waivers };
      });
    },
    async ({ params, principal }, { database }) => await teamOfLineage(database, principal, params.id),
  ),
];
