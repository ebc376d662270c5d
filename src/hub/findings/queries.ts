import { sql } from "kysely";
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
  const rows = await findings(database, principal)
    .$if(!isNarrow, (one) => one.where(sql<boolean>`finding.id = any (array(${pressing(run)}))`))
    .$if(isNarrow, (one) =>
      one
        .where("closed_by", query.state === "open" ? "is" : "is not", null)
        .$if(lineage !== undefined, (two) => two.where("finding.lineage_id", "=", lineage ?? 0))
        .$if(severity !== undefined, (two) => two.where("severity", "=", severity ?? 0))
        .$if(query.room !== undefined, (two) => two.where("room", "=", query.room ?? ""))
        .$if(purl !== undefined, (two) => two.where("purl", "=", purl ?? ""))
        .$if(alias !== undefined, (two) =>
          two.where(sql<boolean>`words_id = any (array(select words_named(${alias})))`),
        )
        .$if(dueBefore !== undefined, (two) => two.where("due_at", "<", now))
        .$if(start !== undefined, (two) =>
          two.where(
            sql<boolean>`(rank, due_at, finding.id) > (${start?.[0]}::smallint, ${start?.[1]}, ${start?.[2]}::bigint)`,
          ),
        ),
    )
    .orderBy("rank")
    .orderBy("due_at")
    .orderBy("finding.id")
    .limit(limit + 1)
    .execute();
  const items = rows.slice(0, limit).map((row) => asFinding(row, now));
  const last = rows[limit - 1];
  if (rows.length <= limit || last === undefined) return { items };
  return { items, next: cursorOf([last.rank, last.due_at.toISOString(), last.id]) };
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
