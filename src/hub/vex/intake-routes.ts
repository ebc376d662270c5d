import { cursorOf } from "../../contract/paging.ts";
import { listClaims, listVex, pushVex } from "../../contract/vex.ts";
import { actorOf, type Principal } from "../auth/principal.ts";
import { ofOwnTeams } from "../auth/scope.ts";
import type { Database } from "../db/database.ts";
import { afterKey } from "../db/keyset.ts";
import { notFound } from "../http/problems.ts";
import { type KnownCall, type Route, route, routeOfBytes } from "../http/route.ts";
import type { Hub } from "../hub.ts";
import { asClaim, current } from "./claims.ts";
import { findingsAbout } from "./findings-about.ts";
import type { ReadVex } from "./read-vex.ts";
import { asDocument, documents, takeInVex } from "./take-in-vex.ts";

export const VEX_INTAKE_ROUTES: readonly Route[] = [
  routeOfBytes(pushVex, {
    read: async (bytes, { intake, now }) => await intake.read("vex", bytes, now()),
    team: async ({ body, principal }) => teamFor(body, principal),
    handle: async ({ body, principal }: KnownCall<unknown, unknown, ReadVex>, { database, now }: Hub) =>
      await takeInVex(database, body, teamFor(body, principal), actorOf(principal), now()),
  }),
  route(listVex, async ({ query: { after, limit }, principal }, { database }) => {
    const start = afterKey(after, ["number"]);
    const rows = await documents(database)
      .where(ofOwnTeams(principal, "document.team_id"))
      .$if(start !== undefined, (one) => one.where("document.id", "<", Number(start?.[0])))
      .orderBy("document.id", "desc")
      .limit(limit + 1)
      .execute();
    const items = rows.slice(0, limit).map(asDocument);
    const last = items.at(-1);
    return rows.length <= limit || last === undefined ? { items } : { items, next: cursorOf([last.id]) };
  }),
  route(
    listClaims,
    async ({ params, query: { after, limit }, principal }, { database }) => {
      const start = afterKey(after, ["number"]);
      await demand(database, principal, params.id);
      const rows = await current(database)
        .where("claim.document_id", "=", params.id)
        .$if(start !== undefined, (one) => one.where("claim.id", ">", Number(start?.[0])))
        .orderBy("claim.id")
        .limit(limit + 1)
        .execute();
      const shown = rows.slice(0, limit);
      const about = await findingsAbout(database, principal, shown);
      const items = shown.map((row) => ({ ...asClaim(row), findings: about.get(row.id) ?? [] }));
      const last = items.at(-1);
      return rows.length <= limit || last === undefined ? { items } : { items, next: cursorOf([last.id]) };
    },
    async ({ params, principal }, { database }) => await demand(database, principal, params.id),
  ),
];

function teamFor({ team }: ReadVex, { teams }: Principal): string | null {
  return team ?? (teams === "all" ? null : (teams[0] ?? null));
}

/** The team of a document. @throws Problem 404 */
async function demand(database: Database, principal: Principal, id: number): Promise<string | null> {
  const row = await database
    .selectFrom("vex_document")
    .select("team_id")
    .where("id", "=", id)
    .where(ofOwnTeams(principal, "team_id"))
    .executeTakeFirst();
  if (row === undefined) throw notFound("document");
  return row.team_id;
}
