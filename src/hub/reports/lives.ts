import { sql } from "kysely";
import type { Silence } from "../../policy/lifecycle/judge-absence.ts";
import type { PastLook } from "../../policy/lifecycle/look.ts";
import type { Change, Life } from "../../policy/lifecycle/reconcile.ts";
import type { Database } from "../db/database.ts";
import { purlsIn } from "../store/images.ts";
import type { FoundRow } from "./intake.ts";

/** All findings of a lineage, as far as their life goes. */
export async function livesOf(database: Database, lineage: number): Promise<Life[]> {
  const rows = await database
    .selectFrom("finding")
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
  await updateLives(database, moved, writing);
  await updateWords(
    database,
    old.filter(({ speaks }) => speaks),
    found,
    writing,
  );
  await writeEvents(
    database,
    changes.filter(({ kind }) => kind !== "dated"),
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
  const list = (column: (row: (typeof rows)[number]) => unknown) => rows.map(column);
  await sql`
    insert into finding (lineage_id, fingerprint, rule, room, title, severity, priority, confidence, subject, purl,
      aliases, root_layer, place, fix, deed, excuse, first_found, last_found, closed_by, reason, unseen, opened_at, closed_at)
    select ${lineage}, fingerprint, rule, room, title, severity, priority, confidence, subject, purl,
      array(select jsonb_array_elements_text(aliases::jsonb)), root_layer, place, fix, deed, excuse,
      first_found, last_found, closed_by, reason, unseen, ${now}, case when closed_by is null then null else ${now}::timestamptz end
    from unnest(
      ${list((row) => row.fingerprint)}::text[], ${list((row) => row.rule)}::text[], ${list((row) => row.room)}::text[],
      ${list((row) => row.title)}::text[], ${list((row) => row.severity)}::smallint[],
      ${list((row) => row.priority)}::smallint[], ${list((row) => row.confidence)}::text[],
      ${list((row) => row.subject)}::text[], ${list((row) => row.purl)}::text[],
      ${list((row) => JSON.stringify(row.aliases))}::text[], ${list((row) => row.rootLayer)}::text[],
      ${list((row) => row.place)}::text[], ${list((row) => row.fix)}::text[], ${list((row) => row.deed)}::text[],
      ${list((row) => row.excuse)}::text[], ${list((row) => row.firstFound)}::bigint[],
      ${list((row) => row.lastFound)}::bigint[], ${list((row) => row.closedBy)}::bigint[],
      ${list((row) => row.reason)}::text[], ${list((row) => row.unseen)}::text[])
    as one (fingerprint, rule, room, title, severity, priority, confidence, subject, purl, aliases, root_layer, place, fix,
      deed, excuse, first_found, last_found, closed_by, reason, unseen)`.execute(database);
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
  const list = (column: (row: FoundRow) => unknown) => rows.map(column);
  await sql`
    update finding set title = one.title, severity = one.severity, priority = one.priority,
      confidence = one.confidence, root_layer = one.root_layer, place = one.place, fix = one.fix, deed = one.deed,
      excuse = one.excuse
    from unnest(
      ${list((row) => row.fingerprint)}::text[], ${list((row) => row.title)}::text[],
      ${list((row) => row.severity)}::smallint[], ${list((row) => row.priority)}::smallint[],
      ${list((row) => row.confidence)}::text[], ${list((row) => row.rootLayer)}::text[],
      ${list((row) => row.place)}::text[], ${list((row) => row.fix)}::text[], ${list((row) => row.deed)}::text[],
      ${list((row) => row.excuse)}::text[])
    as one (fingerprint, title, severity, priority, confidence, root_layer, place, fix, deed, excuse)
    where finding.lineage_id = ${lineage} and finding.fingerprint = one.fingerprint
      and (finding.title, finding.severity, finding.priority, finding.confidence, finding.root_layer, finding.place,
        finding.fix, finding.deed, finding.excuse)
        is distinct from (one.title, one.severity, one.priority, one.confidence, one.root_layer, one.place, one.fix,
        one.deed, one.excuse)`.execute(database);
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

/** Brings the lineage's counts of open findings in step. */
export async function countOpen(database: Database, lineage: number): Promise<void> {
  await sql`
    update lineage set critical = one.critical, high = one.high, medium = one.medium, low = one.low, info = one.info
    from (select
      count(*) filter (where severity = 0) as critical, count(*) filter (where severity = 1) as high,
      count(*) filter (where severity = 2) as medium, count(*) filter (where severity = 3) as low,
      count(*) filter (where severity = 4) as info
      from finding where lineage_id = ${lineage} and closed_by is null) as one
    where lineage.id = ${lineage}`.execute(database);
}

function wordsOf(found: ReadonlyMap<string, FoundRow>, fingerprint: string): FoundRow {
  const row = found.get(fingerprint);
  if (row === undefined) throw new Error("a finding that the look does not name");
  return row;
}
