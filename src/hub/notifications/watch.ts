import { sql } from "kysely";
import type { Database } from "../db/database.ts";
import type { Hub } from "../hub.ts";
import { noteFindings, noteWaiver } from "./outbox.ts";

/** Findings and waivers of one step. */
const STEP = 2_000;

const DAY = 86_400_000;

/** Messages that arrived are kept for so long, and those that were given up for three times that. */
const KEPT = 30 * DAY;

/** Notes what time alone brings about: findings that are due, waivers that end. Answers whether there may be more. */
export async function watchTime(hub: Hub): Promise<boolean> {
  const now = hub.now();
  await forgetOld(hub.database, now);
  const late = await noteOverdue(hub.database, now);
  const ending = await noteEnding(hub.database, now);
  return late || ending;
}

/**
 * Each finding is told once when its day is over. A finding whose priority rises is due earlier, so what was told is
 * written at the finding: a clock that only moves on would pass it over.
 */
async function noteOverdue(database: Database, now: Date): Promise<boolean> {
  return await database.transaction().execute(async (transaction) => {
    await sql`select ensure_event_month(${now})`.execute(transaction);
    const { rows } = await sql<{ lineage_id: number; fingerprint: string }>`
      with due as (
        select id from finding where closed_by is null and not overdue_told and due_at < ${now}
        order by due_at limit ${STEP} for update skip locked -- who takes a report in is not waited for
      ), told as (
        update finding set overdue_told = true from due where finding.id = due.id
          and closed_by is null and not overdue_told
        returning finding.id, lineage_id, fingerprint
      ), written as (
        insert into finding_event (at, finding_id, lineage_id, kind, actor)
        select ${now}, id, lineage_id, 'overdue', 'hub' from told
      )
      select lineage_id, fingerprint from told order by lineage_id, fingerprint`.execute(transaction);
    for (const [lineage, group] of Map.groupBy(rows, (row) => row.lineage_id)) {
      const news = group.map(({ fingerprint }) => ({ fingerprint, type: "finding.overdue" as const }));
      await noteFindings(transaction, lineage, news, now);
    }
    return rows.length === STEP;
  });
}

/** A waiver is told of a week before its end; one for a short time when a quarter of it is left. */
async function noteEnding(database: Database, now: Date): Promise<boolean> {
  return await database.transaction().execute(async (transaction) => {
    const { rows } = await sql<{ waiver_id: number }>`
      insert into waiver_reminder (waiver_id, at)
      select id, ${now} from waiver
      where state = 'approved' and until > ${now}
        and until - least(interval '7 days', (until - decided_at) / 4) <= ${now}
        and not exists (select from waiver_reminder where waiver_id = waiver.id)
      order by id limit ${STEP} on conflict do nothing returning waiver_id`.execute(transaction);
    for (const { waiver_id: id } of rows) {
      const row = await transaction.selectFrom("waiver").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
      await noteWaiver(transaction, "waiver.ending", row, now);
    }
    return rows.length === STEP;
  });
}

async function forgetOld(database: Database, now: Date): Promise<void> {
  const [delivered, dead] = [new Date(now.getTime() - KEPT), new Date(now.getTime() - 3 * KEPT)];
  await sql`delete from delivery where id in (select id from delivery
    where (ended_at < ${delivered} and state = 'delivered') or (ended_at < ${dead} and state = 'dead')
    limit ${STEP})`.execute(database);
}
