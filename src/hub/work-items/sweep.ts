import { sql } from "kysely";
import type { Database } from "../db/database.ts";

/** Items of one sweep, so that no sweep holds locks for long. */
const MOST = 10_000;

/**
 * Takes away work items that no finding has any more. Counting in step leaves few: an item is left when a later look at a
 * closed finding names another. One that a writer is about to need is locked by it, and passed over.
 *
 * @returns how many were taken away
 */
export async function sweepItems(database: Database): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from work_item where id in (
      select id from work_item where not exists (select from finding where item_id = work_item.id)
      order by id limit ${MOST} for update skip locked)
    and not exists (select from finding where item_id = work_item.id)`.execute(database);
  return Number(numAffectedRows ?? 0);
}
