import { sql } from "kysely";
import { listFindings, readFinding, triageFinding } from "../../contract/findings.ts";
import { recordDeed } from "../audit/record-deed.ts";
import { actorOf, type Principal } from "../auth/principal.ts";
import { teamOfLineage } from "../auth/scope.ts";
import type { Database } from "../db/database.ts";
import { notFound, Problem } from "../http/problems.ts";
import { type Route, route } from "../http/route.ts";
import { claimsAbout } from "../vex/claims.ts";
import { selectFinding, selectFindings } from "./queries.ts";

/** More than anybody reads of one finding's history. */
const MOST_EVENTS = 200;

export const FINDING_ROUTES: readonly Route[] = [
  route(
    listFindings,
    async ({ query, principal }, { database, now }) => await selectFindings(database, principal, query, now()),
  ),
  route(readFinding, async ({ params, principal }, { database, now }) => {
    const finding = await demand(database, principal, params.id, now());
    const events = await eventsOf(database, finding.id);
    const purl = finding.subject.startsWith("purl ") ? finding.subject.slice(5) : null;
    const said = await claimsAbout(database, { ...finding, purl });
    return {
      ...finding,
      ...said,
      events,
    };
  }),
  route(
    triageFinding,
    async ({ params, body, principal }, { database, now }) => {
      return await database.transaction().execute(async (transaction) => {
        const at = now();
        const actor = actorOf(principal);
        const { numUpdatedRows } = await transaction
          .updateTable("finding")
          .set({ triage: body.state })
          .where("id", "=", params.id)
          .where("closed_by", "is", null)
          .executeTakeFirst();
        if (numUpdatedRows === 0n)
          throw new Problem(409, "findings/closed", "Closed", "A look has closed this finding; a look can reopen it.");
        const finding = await demand(transaction, principal, params.id, at);
        await sql`select ensure_event_month(${at})`.execute(transaction);
        await transaction
          .insertInto("finding_event")
          .values({
            at,
            finding_id: finding.id,
            lineage_id: finding.lineage,
            kind: body.state,
            scan_id: null,
            actor,
            detail: body.note,
          })
          .execute();
        const about = `finding ${finding.id}`;
        await recordDeed(transaction, { at, actor, action: "findings.triage", about, detail: { state: body.state } });
        return finding;
      });
    },
    async ({ params, principal }, { database, now }) => {
      const { lineage } = await demand(database, principal, params.id, now());
      return await teamOfLineage(database, principal, lineage);
    },
  ),
];

/** What happened to a finding, the newest last. That it was opened, and by which look, stands in its own row. */
async function eventsOf(database: Database, finding: number) {
  const rows = await database
    .selectFrom("finding_event")
    .select(["at", "kind", "actor", "scan_id as scan", "detail"])
    .where("finding_id", "=", finding)
    .orderBy("at", "desc")
    .orderBy("id", "desc")
    .limit(MOST_EVENTS)
    .execute();
  const isWhole = rows.length < MOST_EVENTS;
  if (isWhole && !rows.some(({ kind }) => kind === "opened"))
    rows.push(
      await database
        .selectFrom("finding")
        .innerJoin("scan", "scan.id", "finding.first_found")
        .select(["opened_at as at", "actor", "scan.id as scan"])
        .select([sql.lit("opened").as("kind"), sql<null>`null`.as("detail")])
        .where("finding.id", "=", finding)
        .executeTakeFirstOrThrow(),
    );
  return rows.map(({ at, ...event }) => ({ at: at.toISOString(), ...event })).reverse();
}

async function demand(database: Database, principal: Principal, id: number, now: Date) {
  const finding = await selectFinding(database, principal, id, now);
  if (finding === undefined) throw notFound("finding");
  return finding;
}
