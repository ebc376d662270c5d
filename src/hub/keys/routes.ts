import { createKey, listKeys, revokeKey, setUp } from "../../contract/keys.ts";
import { actorOf } from "../auth/principal.ts";
import { notFound, Problem } from "../http/problems.ts";
import { type Route, route } from "../http/route.ts";
import { insertKey, revoke, selectKeys } from "./queries.ts";
import { redeemSetup } from "./setup-token.ts";

export const KEY_ROUTES: readonly Route[] = [
  route(setUp, async ({ body }, { database, now }) => await redeemSetup(database, body, now())),
  route(createKey, async ({ body, principal }, { database, now }) => {
    return await database.transaction().execute(async (transaction) => {
      if (body.team !== null) {
        const team = await transaction.selectFrom("team").select("id").where("id", "=", body.team).executeTakeFirst();
        if (team === undefined) throw new Problem(400, "keys/no-team", "No such team", "`team` names no team.");
      }
      return await insertKey(transaction, body, actorOf(principal), now());
    });
  }),
  route(listKeys, async ({ query }, { database }) => await selectKeys(database, query)),
  route(revokeKey, async ({ params, principal }, { database, now }) => {
    const key = await database
      .transaction()
      .execute(async (transaction) => await revoke(transaction, params.id, actorOf(principal), now()));
    if (key === undefined) throw notFound("key");
    return key;
  }),
];
