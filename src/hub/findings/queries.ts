import { sql } from "kysely";
import type { HubFinding } from "../../contract/findings.ts";
import { cursorOf, type PageQuery } from "../../contract/paging.ts";
import { SEVERITIES, type Severity } from "../../core/severity.ts";
import { dueAt, GRACE } from "../../policy/due-dates.ts";
import type { Principal } from "../auth/principal.ts";
import { ofOwnTeams } from "../auth/scope.ts";
import type { Database } from "../db/database.ts";
import { afterKey } from "../db/keyset.ts";

export interface FindingQuery extends PageQuery {
  readonly lineage?: number | undefined;
  readonly severity?: Severity | undefined;
  readonly room?: string | undefined;
  readonly purl?: string | undefined;
  readonly alias?: string | undefined;
  readonly state: "open" | "closed";
  readonly overdue: "true" | "false";
}

/** The days of grace as SQL: the same steps as `dueAt`. */
const DAYS = sql<number>`case ${sql.join(
  GRACE.map(({ from, days }) => sql`when finding.priority >= ${sql.lit(from)} then ${sql.lit(days)}`),
  sql` `,
)} end`;

/** A page of findings, the most pressing first. */
export async function selectFindings(
  database: Database,
  principal: Principal,
  query: FindingQuery,
  now: Date,
): Promise<{ items: HubFinding[]; next?: string }> {
  const start = afterKey(query.after, ["number", "number"]);
  const { lineage, severity, room, purl, alias, limit } = query;
  const rows = await findings(database, principal)
    .where("closed_by", query.state === "open" ? "is" : "is not", null)
    .$if(lineage !== undefined, (one) => one.where("finding.lineage_id", "=", lineage ?? 0))
    .$if(severity !== undefined, (one) => one.where("severity", "=", SEVERITIES.indexOf(severity ?? "info")))
    .$if(room !== undefined, (one) => one.where("room", "=", room ?? ""))
    .$if(purl !== undefined, (one) => one.where("purl", "=", purl ?? ""))
    .$if(alias !== undefined, (one) => one.where(isNamed(principal, alias ?? "")))
    .$if(query.overdue === "true", (one) =>
      one.where(sql<boolean>`closed_by is null and opened_at + make_interval(days => ${DAYS}) < ${now}`),
    )
    .$if(start !== undefined, (one) =>
      one.where(sql<boolean>`(finding.priority, finding.id) < (${start?.[0]}::smallint, ${start?.[1]}::bigint)`),
    )
    .orderBy("finding.priority", "desc")
    .orderBy("finding.id", "desc")
    .limit(limit + 1)
    .execute();
  const items = rows.slice(0, limit).map((row) => asFinding(row, now));
  const last = items.at(-1);
  return rows.length <= limit || last === undefined ? { items } : { items, next: cursorOf([last.priority, last.id]) };
}

/** By one of its names. Who is bound to teams reads past a policy, before which the index on names cannot be asked. */
function isNamed({ teams }: Principal, alias: string) {
  return teams === "all"
    ? sql<boolean>`aliases @> array[${alias}]::text[]`
    : sql<boolean>`finding.id = any (array(select findings_named(${alias})))`;
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
    .selectAll("finding")
    .select("lineage.name as lineage_name")
    .where(ofOwnTeams(principal, "lineage.team_id"));
}

type Row = Awaited<ReturnType<ReturnType<typeof findings>["execute"]>>[number];

function asFinding(row: Row, now: Date): HubFinding {
  const due = dueAt(row.priority, row.opened_at);
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
    dueAt: due.toISOString(),
    overdue: row.reason === null && due < now,
    closedAt: row.closed_at?.toISOString() ?? null,
  };
}

function stateOf({ triage, reason }: Row): HubFinding["state"] {
  if (reason === null) return triage;
  return reason === "advisory-changed" ? reason : "verified-fixed";
}
