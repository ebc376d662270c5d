import { type Selectable, sql } from "kysely";
import type { HubWaiver } from "../../contract/waivers.ts";
import type { WaiverInForce } from "../../policy/admission/decide-admission.ts";
import type { Database } from "../db/database.ts";
import type { WaiverTable } from "../db/tables/decision-tables.ts";

/** The approved waivers that can cover something of a lineage now. */
export async function waiversFor(
  database: Database,
  lineage: number,
  team: string | null,
  now: Date,
): Promise<readonly WaiverInForce[]> {
  const rows = await database
    .selectFrom("waiver")
    .select(["id", "lineage_id", "kind", "about", "until"])
    .where("state", "=", "approved")
    .where("until", ">", now)
    .where(sql<boolean>`(lineage_id is null or lineage_id = ${lineage})`)
    .where(sql<boolean>`(team_id is null or team_id = ${team}::uuid)`)
    .orderBy("id")
    .execute();
  return rows.map(({ lineage_id, ...row }) => ({ ...row, lineage: lineage_id }));
}

export function asWaiver(row: Selectable<WaiverTable>, now: Date): HubWaiver {
  return {
    id: row.id,
    team: row.team_id,
    lineage: row.lineage_id,
    kind: row.kind,
    about: row.about,
    reason: row.reason,
    requestedBy: row.requested_by,
    requestedAt: row.requested_at.toISOString(),
    until: row.until.toISOString(),
    state: row.state,
    inForce: row.state === "approved" && row.until > now,
    decidedBy: row.decided_by,
    decidedAt: row.decided_at?.toISOString() ?? null,
    note: row.note,
    claim: row.claim_id,
  };
}
