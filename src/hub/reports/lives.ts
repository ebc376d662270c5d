import { sql } from "kysely";
import type { Silence } from "../../policy/lifecycle/judge-absence.ts";
import type { PastLook } from "../../policy/lifecycle/look.ts";
import type { Change, Life } from "../../policy/lifecycle/reconcile.ts";
import type { Database } from "../db/database.ts";
import { purlsIn } from "../store/images.ts";
import type { FoundRow } from "./intake.ts";
import { storeWords } from "./words.ts";

/** All findings of a lineage, as far as their life goes. */
export async function livesOf(database: Database, lineage: number): Promise<Life[]> {
  const rows = await database
    .selectFrom("finding")
    .innerJoin("finding_words", "finding_words.id", "finding.words_id")
    .select(["fingerprint", "room", "purl", "first_found", "last_found", "closed_by", "reason", "unseen"])
    .where("lineage_id", "=", lineage)
    .execute();
  return rows.map((row) => ({
    fingerprint: row.fingerprint,
    room: row.room,
    purl: row.purl,
    firstFound: row.first_found,
    lastFound: row.last_found,
    closedBy: row.closed_by,
    reason: row.reason,
    unseen: row.unseen as Silence | null,
  }));
}

/** The looks at a lineage so far, without the one that just came in. Only of those after `since` the components are fetched: no others are asked for. */
export async function looksAt(
  database: Database,
  lineage: number,
  { but, since }: { readonly but: number; readonly since: Date },
): Promise<PastLook[]> {
  const rows = await database
    .selectFrom("scan")
    .select(["id", "taken_at", "digest", "version", "advisories_at", "rooms", "contents"])
    .where("lineage_id", "=", lineage)
    .where("id", "!=", but)
    .execute();
  return await Promise.all(
    rows.map(async (row) => ({
      id: row.id,
      takenAt: row.taken_at.toISOString(),
      digest: row.digest.toString("hex"),
      version: row.version,
      advisoriesAt: row.advisories_at?.toISOString() ?? null,
      rooms: new Map(Object.entries(row.rooms)),
      purls: row.contents !== null && row.taken_at >= since ? await purlsIn(database, row.contents) : null,
    })),
  );
}

/** Who writes, where and when. */
export interface Writing {
  readonly lineage: number;
  readonly scan: number;
  readonly actor: string;
  readonly now: Date;
}

/** Writes changes down: rows that differ, and what happened. `known` are the findings as they were. */
export async function writeChanges(
  database: Database,
  changes: readonly Change[],
  found: ReadonlyMap<string, FoundRow>,
  known: ReadonlyMap<string, Life>,
  writing: Writing,
): Promise<void> {
  const fresh = changes.filter(({ life }) => !known.has(life.fingerprint));
  const old = changes.filter(({ life }) => known.has(life.fingerprint));
  const moved = old.filter(({ life }) => known.get(life.fingerprint) !== life);
  await insertFresh(database, fresh, found, writing);
  const redated = moved.filter(({ life }) => known.get(life.fingerprint)?.firstFound !== life.firstFound);
  await keepOpening(database, redated, writing);
  await updateLives(database, moved, writing);
  await updateWords(
    database,
    old.filter(({ speaks }) => speaks),
    found,
    writing,
  );
  await writeEvents(
    database,
    // That it was opened stands in the finding's own row.
    changes.filter(({ kind }) => kind !== "dated" && kind !== "opened"),
    writing,
  );
}

async function insertFresh(
  database: Database,
  changes: readonly Change[],
  found: ReadonlyMap<string, FoundRow>,
  { lineage, now }: Writing,
): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map(({ life }) => ({ ...life, ...wordsOf(found, life.fingerprint) }));
  const said = await storeWords(database, rows, lineage);
  const list = (column: (row: (typeof rows)[number]) => unknown) => rows.map(column);
  await sql`
    insert into finding (lineage_id, fingerprint, room, severity, priority, place, excuse, words_id, item_id, layer_id,
      team_id, first_found, last_found, closed_by, reason, unseen, opened_at, closed_at)
    select ${lineage}, fingerprint, room, severity, priority, place, excuse, words_id, item_id, layer_id,
      (select team_id from lineage where id = ${lineage}), first_found, last_found, closed_by, reason, unseen,
      ${now}, case when closed_by is null then null else ${now}::timestamptz end
    from unnest(
      ${list((row) => row.fingerprint)}::text[], ${list((row) => row.room)}::text[],
      ${list((row) => row.severity)}::smallint[], ${list((row) => row.priority)}::smallint[],
      ${list((row) => row.place)}::text[], ${list((row) => row.excuse)}::text[],
      ${said.words}::bigint[], ${said.items}::bigint[], ${said.layers}::bigint[],
      ${list((row) => row.firstFound)}::bigint[], ${list((row) => row.lastFound)}::bigint[],
      ${list((row) => row.closedBy)}::bigint[], ${list((row) => row.reason)}::text[],
      ${list((row) => row.unseen)}::text[])
    as one (fingerprint, room, severity, priority, place, excuse, words_id, item_id, layer_id, first_found, last_found,
      closed_by, reason, unseen)`.execute(database);
}

/** Which look opened it is written down where an earlier one turns out to have found it first. */
async function keepOpening(database: Database, changes: readonly Change[], { lineage }: Writing): Promise<void> {
  if (changes.length === 0) return;
  const fingerprints = changes.map(({ life }) => life.fingerprint);
  await sql`
    select ensure_event_month(opened_at) from (select distinct opened_at from finding
      where lineage_id = ${lineage} and fingerprint = any(${fingerprints}::text[])) as one`.execute(database);
  await sql`
    insert into finding_event (at, finding_id, lineage_id, kind, scan_id, actor)
    select opened_at, finding.id, finding.lineage_id, 'opened', first_found, actor
    from finding join scan on scan.id = first_found
    where finding.lineage_id = ${lineage} and fingerprint = any(${fingerprints}::text[])
      and not exists (select from finding_event where finding_id = finding.id and kind = 'opened')`.execute(database);
}

async function updateLives(database: Database, changes: readonly Change[], { lineage, now }: Writing): Promise<void> {
  if (changes.length === 0) return;
  const list = (column: (life: Life) => unknown) => changes.map(({ life }) => column(life));
  await sql`
    update finding set first_found = one.first_found, last_found = one.last_found, closed_by = one.closed_by,
      reason = one.reason, unseen = one.unseen,
      closed_at = case when one.closed_by is null then null else coalesce(finding.closed_at, ${now}::timestamptz) end,
      triage = case when one.closed_by is null and finding.closed_by is not null then 'open' else finding.triage end,
      overdue_told = finding.overdue_told and not (one.closed_by is null and finding.closed_by is not null)
    from unnest(
      ${list((life) => life.fingerprint)}::text[], ${list((life) => life.firstFound)}::bigint[],
      ${list((life) => life.lastFound)}::bigint[], ${list((life) => life.closedBy)}::bigint[],
      ${list((life) => life.reason)}::text[], ${list((life) => life.unseen)}::text[])
    as one (fingerprint, first_found, last_found, closed_by, reason, unseen)
    where finding.lineage_id = ${lineage} and finding.fingerprint = one.fingerprint
      and (finding.first_found, finding.last_found, finding.closed_by, finding.reason, finding.unseen)
        is distinct from (one.first_found, one.last_found, one.closed_by, one.reason, one.unseen)`.execute(database);
}

/** The newest look's words count; where they are the same, nothing is written. */
async function updateWords(
  database: Database,
  changes: readonly Change[],
  found: ReadonlyMap<string, FoundRow>,
  { lineage }: Writing,
): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map(({ life }) => wordsOf(found, life.fingerprint));
  const said = await storeWords(database, rows, lineage);
  const list = (column: (row: FoundRow) => unknown) => rows.map(column);
  await sql`
    update finding set severity = one.severity, priority = one.priority, place = one.place, excuse = one.excuse,
      words_id = one.words_id, item_id = one.item_id, layer_id = one.layer_id
    from unnest(
      ${list((row) => row.fingerprint)}::text[], ${list((row) => row.severity)}::smallint[],
      ${list((row) => row.priority)}::smallint[], ${list((row) => row.place)}::text[],
      ${list((row) => row.excuse)}::text[], ${said.words}::bigint[], ${said.items}::bigint[], ${said.layers}::bigint[])
    as one (fingerprint, severity, priority, place, excuse, words_id, item_id, layer_id)
    where finding.lineage_id = ${lineage} and finding.fingerprint = one.fingerprint
      and (finding.severity, finding.priority, finding.place, finding.excuse, finding.words_id, finding.item_id,
        finding.layer_id)
        is distinct from (one.severity, one.priority, one.place, one.excuse, one.words_id, one.item_id, one.layer_id)
    `.execute(database);
}

async function writeEvents(database: Database, changes: readonly Change[], writing: Writing): Promise<void> {
  if (changes.length === 0) return;
  const { lineage, scan, actor, now } = writing;
  await sql`select ensure_event_month(${now})`.execute(database);
  await sql`
    insert into finding_event (at, finding_id, lineage_id, kind, scan_id, actor, detail)
    select ${now}, finding.id, ${lineage}, one.kind, ${scan}, ${actor}, one.detail
    from unnest(
      ${changes.map(({ life }) => life.fingerprint)}::text[], ${changes.map(({ kind }) => kind)}::text[],
      ${changes.map(({ life }) => life.reason ?? life.unseen)}::text[]) as one (fingerprint, kind, detail)
    join finding on finding.lineage_id = ${lineage} and finding.fingerprint = one.fingerprint`.execute(database);
}

/** Brings the counts of open findings in step: the lineage's own, and those of work items. The lineage is locked. */
export async function rollUp(database: Database, lineage: number): Promise<void> {
  await sql`select roll_up(${lineage})`.execute(database);
}

function wordsOf(found: ReadonlyMap<string, FoundRow>, fingerprint: string): FoundRow {
  const row = found.get(fingerprint);
  if (row === undefined) throw new Error("a finding that the look does not name");
  return row;
}
