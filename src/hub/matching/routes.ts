import { sql } from "kysely";
import { listAffected, matchingState } from "../../contract/affected.ts";
import { cursorOf } from "../../contract/paging.ts";
import { SEVERITIES } from "../../core/severity.ts";
import type { Principal } from "../auth/principal.ts";
import { ofOwnTeams } from "../auth/scope.ts";
import type { Database } from "../db/database.ts";
import { afterKey } from "../db/keyset.ts";
import { type Route, route } from "../http/route.ts";

/** Holders that are counted, and that are named. */
const MOST_COUNTED = 1_000;
const MOST_NAMED = 20;

export const MATCHING_ROUTES: readonly Route[] = [
  route(listAffected, async ({ query, principal }, { database }) => {
    const { alias, purl, malicious, severity, since, ever, limit } = query;
    const start = afterKey(query.after, ["number", "number", "number", "longText"]);
    const rows = await database
      .selectFrom("component_vulnerability as pair")
      .innerJoin("component", "component.id", "pair.component_id")
      .selectAll("pair")
      .select("component.purl")
      .where(isHeld(principal, ever === "true"))
      .$if(alias !== undefined, (one) =>
        one.where(sql<boolean>`(pair.vulnerability = ${alias} or pair.records @> array[${alias}]::text[])`),
      )
      .$if(purl !== undefined, (one) => one.where("component.purl", "=", purl ?? ""))
      .$if(malicious !== undefined, (one) => one.where("malicious", "=", malicious === "true"))
      .$if(severity !== undefined, (one) => one.where("severity", "=", SEVERITIES.indexOf(severity ?? "info")))
      .$if(since !== undefined, (one) => one.where("since", ">=", new Date(since ?? "")))
      .$if(start !== undefined, (one) =>
        one.where(sql<boolean>`(not malicious, severity, component_id, vulnerability)
          > (${start?.[0] === 1}, ${start?.[1]}::smallint, ${start?.[2]}::bigint, ${start?.[3]})`),
      )
      .orderBy("malicious", "desc")
      .orderBy("severity")
      .orderBy("component_id")
      .orderBy("vulnerability")
      .limit(limit + 1)
      .execute();
    const shown = rows.slice(0, limit);
    const items = await Promise.all(
      shown.map(async (row) => ({
        purl: row.purl,
        vulnerability: row.vulnerability,
        records: row.records,
        malicious: row.malicious,
        severity: SEVERITIES[row.severity] ?? null,
        because: row.because,
        fixedIn: row.fixed_in,
        since: row.since.toISOString(),
        ...(await holdersOf(database, principal, row.component_id)),
      })),
    );
    const last = shown.at(-1);
    if (rows.length <= limit || last === undefined) return { items };
    const key = [last.malicious ? 0 : 1, last.severity, last.component_id, last.vulnerability];
    return { items, next: cursorOf(key) };
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

/** Whether somebody whose things the caller may see holds it: today, or ever. */
function isHeld(principal: Principal, ever: boolean) {
  return sql<boolean>`exists (
    select from content_component
    join image_content on image_content.content_id = content_component.content_id
    join image on image.id = image_content.image_id
    join lineage on lineage.id = image.lineage_id
    where content_component.component_id = pair.component_id
      and ${ever ? sql`true` : sql`lineage.image_id = image.id`}
      and ${ofOwnTeams(principal, "lineage.team_id")})`;
}

async function holdersOf(database: Database, principal: Principal, component: number) {
  const holders = database
    .selectFrom("content_component")
    .innerJoin("image_content", "image_content.content_id", "content_component.content_id")
    .innerJoin("image", "image.id", "image_content.image_id")
    .innerJoin("lineage", "lineage.id", "image.lineage_id")
    .where("content_component.component_id", "=", component)
    .where(ofOwnTeams(principal, "lineage.team_id"));
  const some = holders.select("image.id").distinct().limit(MOST_COUNTED).as("some");
  const { images } = await database
    .selectFrom(some)
    .select(({ fn }) => fn.countAll<number>().as("images"))
    .executeTakeFirstOrThrow();
  const named = await holders
    .select(["lineage.id as lineage", "lineage.name", "image.id as image", "image.digest", "image.first_seen_at"])
    .select(sql<boolean>`lineage.image_id is not distinct from image.id`.as("newest"))
    .distinct()
    .orderBy("image.id", "desc")
    .limit(MOST_NAMED)
    .execute();
  return {
    images,
    heldBy: named.map(({ first_seen_at, ...holder }) => ({ ...holder, firstSeenAt: first_seen_at.toISOString() })),
  };
}
