import { type RawBuilder, sql } from "kysely";
import type { HubFinding } from "../../contract/findings.ts";
import { cursorOf, type PageQuery } from "../../contract/paging.ts";
import { SEVERITIES, type Severity } from "../../core/severity.ts";
import type { Principal } from "../auth/principal.ts";
import { ofOwnTeams } from "../auth/scope.ts";
import type { Database } from "../db/database.ts";
import { afterKey } from "../db/keyset.ts";
import { pressing } from "./pressing.ts";

export interface FindingQuery extends PageQuery {
  readonly lineage?: number | undefined;
  readonly severity?: Severity | undefined;
  readonly room?: string | undefined;
  readonly purl?: string | undefined;
  readonly alias?: string | undefined;
  readonly state: "open" | "closed";
  readonly overdue: "true" | "false";
}

/** A page of findings, the most pressing first, and of equally pressing ones those that are due first. */
export async function selectFindings(
  database: Database,
  principal: Principal,
  query: FindingQuery,
  now: Date,
): Promise<{ items: HubFinding[]; next?: string }> {
  const [rank, due, id] = afterKey(query.after, ["number", "time", "number"]) ?? [];
  const { lineage, purl, alias, limit } = query;
  const start = rank === undefined ? undefined : ([Number(rank), new Date(due ?? ""), Number(id)] as const);
  const severity = query.severity && SEVERITIES.indexOf(query.severity);
  const dueBefore = query.overdue === "true" ? now : undefined;
  if (dueBefore !== undefined && query.state === "closed") return { items: [] };
  const isNarrow = lineage !== undefined || purl !== undefined || alias !== undefined;
  const teams = principal.teams === "all" ? undefined : principal.teams;
  const run = { teams, state: query.state, severity, room: query.room, dueBefore, start, limit: limit + 1 };
  const ids = isNarrow ? narrowed(principal, query, start, dueBefore) : pressing(run);
  const rows = await findings(database, principal)
    .where(sql<boolean>`finding.id = any (array(${ids}))`)
    .orderBy("rank")
    .orderBy("due_at")
    .orderBy("finding.id")
    .execute();
  const items = rows.slice(0, limit).map((row) => asFinding(row, now));
  const last = rows[limit - 1];
  if (rows.length <= limit || last === undefined) return { items };
  return { items, next: cursorOf([last.rank, last.due_at.toISOString(), last.id]) };
}

/** Of one lineage, component or name: few enough to be sorted. What they say is asked of those alone that are shown. */
function narrowed(
  principal: Principal,
  { lineage, severity, room, purl, alias, state, limit }: FindingQuery,
  start: readonly [number, Date, number] | undefined,
  dueBefore: Date | undefined,
): RawBuilder<unknown> {
  const conditions = [
    sql`finding.closed_by is ${state === "open" ? sql`null` : sql`not null`}`,
    ofOwnTeams(principal, "finding.team_id"),
  ];
  if (lineage !== undefined) conditions.push(sql`lineage_id = ${lineage}`);
  if (severity !== undefined) conditions.push(sql`severity = ${SEVERITIES.indexOf(severity)}`);
  if (room !== undefined) conditions.push(sql`room = ${room}`);
  if (purl !== undefined)
    conditions.push(sql`words_id = any (array(select id from finding_words where purl = ${purl}))`);
  if (alias !== undefined) conditions.push(sql`words_id = any (array(select words_named(${alias})))`);
  if (dueBefore !== undefined) conditions.push(sql`due_at < ${dueBefore}`);
  if (start !== undefined)
    conditions.push(sql`(rank, due_at, id) > (${start[0]}::smallint, ${start[1]}::timestamptz, ${start[2]}::bigint)`);
  return sql`select id from finding where ${sql.join(conditions, sql` and `)}
    order by rank, due_at, id limit ${limit + 1}`;
}

export async function selectFinding(
  database: Database,
  principal: Principal,
  id: number,
  now: Date,
): Promise<HubFinding | undefined> {
  const row = await findings(database, principal).where("finding.id", "=", id).executeTakeFirst();
  return row && asFinding(row, now);
}

function findings(database: Database, principal: Principal) {
  return database
    .selectFrom("finding")
    .innerJoin("lineage", "lineage.id", "finding.lineage_id")
    .innerJoin("finding_words", "finding_words.id", "finding.words_id")
    .leftJoin("layer", "layer.id", "finding.layer_id")
    .selectAll("finding")
    .select(["rule", "title", "confidence", "subject", "aliases", "fix"])
    .select(["lineage.name as lineage_name", "layer.digest as root_layer"])
    .where(ofOwnTeams(principal, "lineage.team_id"));
}

type Row = Awaited<ReturnType<ReturnType<typeof findings>["execute"]>>[number];

function asFinding(row: Row, now: Date): HubFinding {
  return {
    id: row.id,
    lineage: row.lineage_id,
    name: row.lineage_name,
    fingerprint: row.fingerprint,
    rule: row.rule,
    room: row.room,
    title: row.title,
    severity: SEVERITIES[row.severity] ?? "info",
    priority: row.priority,
    confidence: row.confidence,
    subject: row.subject,
    aliases: row.aliases,
    rootLayer: row.root_layer,
    place: row.place,
    fix: row.fix,
    state: stateOf(row),
    reason: row.reason,
    unseen: row.unseen,
    openedAt: row.opened_at.toISOString(),
    dueAt: row.due_at.toISOString(),
    overdue: row.reason === null && row.due_at < now,
    closedAt: row.closed_at?.toISOString() ?? null,
  };
}

function stateOf({ triage, reason }: Row): HubFinding["state"] {
  if (reason === null) return triage;
  return reason === "advisory-changed" ? reason : "verified-fixed";
}
