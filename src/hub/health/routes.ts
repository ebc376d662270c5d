import { sql } from "kysely";
import type { Endpoint } from "../../contract/endpoint.ts";
import { live, openapi, ready } from "../../contract/health.ts";
import { me } from "../../contract/me.ts";
import { openApiOf } from "../http/openapi.ts";
import { Problem } from "../http/problems.ts";
import { type Route, route } from "../http/route.ts";

export const HEALTH_ROUTES: readonly Route[] = [
  route(live, async () => ({ status: "ok" as const })),
  route(ready, async (_, { database, isStopping, freshness, now }) => {
    if (isStopping()) throw new Problem(503, "http/stopping", "Not ready", "The hub is being stopped.");
    await sql`select 1`.execute(database);
    return { status: "ready" as const, advisories: freshness(now()).state };
  }),
  route(me, async ({ principal: { kind, id, name, roles, teams, secondFactor, enrolled = false } }) => ({
    kind,
    id,
    name,
    roles,
    teams: teams === "all" ? null : teams,
    secondFactor,
    enrolled,
  })),
];

/** The description of all endpoints, its own among them. */
export function openApiRoute(endpoints: readonly Endpoint[]): Route {
  const document = openApiOf([...endpoints, openapi]);
  return route(openapi, async () => document);
}
