import { sql } from "kysely";
import { listAffected, matchingState } from "../../contract/affected.ts";
import { cursorOf } from "../../contract/paging.ts";
import { SEVERITIES } from "../../core/severity.ts";
import { afterKey } from "../db/keyset.ts";
import { type Route, route } from "../http/route.ts";
import { holdersOf, type Place, selectAffected } from "./affected.ts";

/** Components that wait are counted to so many. */
const MOST_COUNTED = 1_000;

export const MATCHING_ROUTES: readonly Route[] = [
  route(listAffected, async ({ query, principal }, { database }) => {
    const { alias, purl, malicious, severity, since, ever, limit } = query;
    const { rows, next } = await selectAffected(database, principal, {
      alias,
      purl,
      malicious: malicious && malicious === "true",
      severity: severity && SEVERITIES.indexOf(severity),
      since: since === undefined ? undefined : new Date(since),
      ever: ever === "true",
      start: placeAfter(query.after),
      limit,
    });
    const holders = await holdersOf(
      database,
      principal,
      rows.map(({ component_id }) => component_id),
    );
    const items = rows.map((row) => ({
      purl: row.purl,
      vulnerability: row.vulnerability,
      records: row.records,
      malicious: row.malicious,
      severity: SEVERITIES[row.severity] ?? null,
      because: row.because,
      fixedIn: row.fixed_in,
      since: row.since.toISOString(),
      images: holders.get(row.component_id)?.images ?? 0,
      heldBy: (holders.get(row.component_id)?.heldBy ?? []).map(({ first_seen_at, ...holder }) => ({
        ...holder,
        firstSeenAt: first_seen_at.toISOString(),
      })),
    }));
    return next === undefined
      ? { items }
      : { items, next: cursorOf([next[0], next[1].toISOString(), next[2], next[3]]) };
  }),
  route(matchingState, async (_, { database }) => {
    const state = await database.selectFrom("matching").selectAll().executeTakeFirstOrThrow();
    const waiting = async (table: "unmatched" | "stale_lineage") => {
      const { rows } = await sql<{ n: number }>`
        select count(*) as n from (select from ${sql.table(table)} limit ${MOST_COUNTED}) as waiting`.execute(database);
      return rows[0]?.n ?? 0;
    };
    return {
      version: state.version,
      builtAt: state.built_at?.toISOString() ?? null,
      finished: state.finished,
      waitingComponents: await waiting("unmatched"),
      waitingLineages: await waiting("stale_lineage"),
    };
  }),
];

function placeAfter(after: string | undefined): Place | undefined {
  const [gravity, since, component, vulnerability] = afterKey(after, ["number", "time", "number", "longText"]) ?? [];
  if (gravity === undefined) return undefined;
  return [Number(gravity), new Date(String(since)), Number(component), String(vulnerability)];
}
