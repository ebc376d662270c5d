import { sql } from "kysely";
import { SEVERITIES } from "../../core/severity.ts";
import { type AffectedComponent, affectedComponents } from "../../scan/advisory-data.ts";
import type { Database } from "../db/database.ts";
import type { Hub } from "../hub.ts";

/** Components of one step: some tens of milliseconds, in which nothing else is answered. */
const STEP = 1_000;

/** The severity of a hole that nobody rated: after all others. */
const UNRATED = SEVERITIES.length;

/**
 * Holds the next components against the advisories: all of them anew when the database is a newer one, else those that
 * came since. Any number of hubs may call it; each step is one's alone, and is done or not done at all. Answers whether
 * there may be more to do.
 */
export async function matchNext({ database, advisories, dataDirectory, now }: Hub): Promise<boolean> {
  const current = advisories.current();
  if (current === undefined) return false;
  return await database.transaction().execute(async (transaction) => {
    const state = await lockState(transaction);
    if (state === undefined) return false; // somebody is at it
    const isNewer = state.built_at === null || state.built_at < new Date(current.builtAt);
    if (isNewer) {
      await transaction
        .updateTable("matching")
        .set({ version: current.version, built_at: new Date(current.builtAt), done_to: 0, finished: false })
        .execute();
      return true;
    }
    if (state.version !== current.version) return false; // another hub's advisories are newer; it is up to that one
    const rows = state.finished ? await nextUnmatched(transaction) : await nextOfAll(transaction, state.done_to);
    const last = rows.at(-1)?.id;
    if (last === undefined) {
      await transaction.updateTable("matching").set({ finished: true }).where("finished", "=", false).execute();
      return !state.finished;
    }
    const { affected } = affectedComponents(rows.map(asStored), dataDirectory);
    await writePairs(transaction, rows, affected, now());
    await transaction
      .deleteFrom("unmatched")
      .where(
        "component_id",
        "in",
        rows.map(({ id }) => id),
      )
      .execute();
    if (!state.finished) await transaction.updateTable("matching").set({ done_to: last }).execute();
    return true;
  });
}

/** A component as far as it is held against advisories. */
export interface StoredComponent {
  readonly id: number;
  readonly purl: string;
  readonly source_name: string | null;
  readonly source_version: string | null;
}

async function lockState(database: Database) {
  const row = await database.selectFrom("matching").selectAll().forUpdate().skipLocked().executeTakeFirst();
  return row;
}

async function nextOfAll(database: Database, after: number): Promise<StoredComponent[]> {
  return await database
    .selectFrom("component")
    .select(["id", "purl", "source_name", "source_version"])
    .where("id", ">", after)
    .orderBy("id")
    .limit(STEP)
    .execute();
}

async function nextUnmatched(database: Database): Promise<StoredComponent[]> {
  return await database
    .selectFrom("unmatched")
    .innerJoin("component", "component.id", "unmatched.component_id")
    .select(["id", "purl", "source_name", "source_version"])
    .orderBy("id")
    .limit(STEP)
    .execute();
}

function asStored({ purl, source_name: name, source_version: version }: StoredComponent) {
  return { purl, where: "", ...(name !== null && version !== null && { source: { name, version } }) };
}

/** Writes what differs, and marks whose newest image it concerns. */
export async function writePairs(
  database: Database,
  rows: readonly StoredComponent[],
  affected: readonly AffectedComponent[],
  now: Date,
): Promise<void> {
  const ids = new Map(rows.map(({ purl, id }) => [purl, id]));
  const pairs = [...new Map(affected.map((one) => [`${one.purl} ${one.vulnerability}`, one])).values()];
  const list = (column: (pair: AffectedComponent) => unknown) => pairs.map(column);
  const { rows: changed } = await sql<{ component_id: number }>`
    with told as (
      select * from unnest(
        ${list(({ purl }) => ids.get(purl))}::bigint[], ${list(({ vulnerability }) => vulnerability)}::text[],
        ${list(({ records }) => JSON.stringify(records))}::text[], ${list(({ malicious }) => malicious)}::boolean[],
        ${list(({ severity }) => rankOf(severity))}::smallint[], ${list(({ because }) => because)}::text[],
        ${list(({ fixedIn }) => fixedIn)}::text[])
      as one (component_id, vulnerability, records, malicious, severity, because, fixed_in)
    ), gone as (
      delete from component_vulnerability as old
      where component_id = any(${rows.map(({ id }) => id)}::bigint[])
        and not exists (select from told where told.component_id = old.component_id
          and told.vulnerability = old.vulnerability)
      returning component_id
    ), come as (
      insert into component_vulnerability as old
        (component_id, vulnerability, records, malicious, severity, because, fixed_in, since)
      select component_id, vulnerability, array(select jsonb_array_elements_text(records::jsonb)), malicious, severity,
        because, fixed_in, ${now} from told
      on conflict (component_id, vulnerability) do update set records = excluded.records,
        malicious = excluded.malicious, severity = excluded.severity, because = excluded.because,
        fixed_in = excluded.fixed_in
      where (old.records, old.malicious, old.severity, old.because, old.fixed_in)
        is distinct from (excluded.records, excluded.malicious, excluded.severity, excluded.because, excluded.fixed_in)
      returning component_id
    )
    select component_id from gone union select component_id from come`.execute(database);
  if (changed.length === 0) return;
  await sql`
    insert into stale_lineage (lineage_id)
    select distinct lineage.id from content_component
    join image_content on image_content.content_id = content_component.content_id
    join lineage on lineage.image_id = image_content.image_id
    where component_id = any(${changed.map((row) => row.component_id)}::bigint[])
    order by 1 on conflict do nothing`.execute(database);
}

function rankOf(severity: string): number {
  const rank = SEVERITIES.findIndex((one) => one === severity);
  return rank < 0 ? UNRATED : rank;
}
