import { type RawBuilder, type Selectable, sql } from "kysely";
import type { Principal } from "../auth/principal.ts";
import type { Database } from "../db/database.ts";
import type { ComponentVulnerabilityTable } from "../db/tables/store-tables.ts";

/** Holders that are counted, and that are named. */
const MOST_COUNTED = 1_000;
const MOST_NAMED = 20;

/** Pairs that are looked at for one page: whoever holds few of them gets shorter pages. */
const MOST_LOOKED_AT = 1_000;
const AT_ONCE = 200;

/** Components of somebody's things up to which theirs are asked for alone. */
const MOST_OWN = 20_000;

/** Contents in which one component is looked for, the newest first. */
const MOST_CONTENTS = 500;

/** Malware first, then by severity; as the database has it in `gravity`. */
const MALWARE = 0;
const OTHERS = 10;
const STEPS = 6;

export type AffectedRow = Selectable<ComponentVulnerabilityTable> & { readonly purl: string };

/** Where a page ends: gravity, since when it is known, component and hole. */
export type Place = readonly [gravity: number, since: Date, component: number, vulnerability: string];

export interface AffectedQuery {
  readonly alias: string | undefined;
  readonly purl: string | undefined;
  readonly malicious: boolean | undefined;
  readonly severity: number | undefined;
  readonly since: Date | undefined;
  /** Also what only older states hold. */
  readonly ever: boolean;
  readonly start: Place | undefined;
  readonly limit: number;
  /** Components up to which somebody's are asked for alone; for tests. */
  readonly mostOwn?: number;
}

/** A page of what the caller's things hold, and where the next one begins; undefined at the end. */
export async function selectAffected(
  database: Database,
  principal: Principal,
  query: AffectedQuery,
): Promise<{ rows: AffectedRow[]; next: Place | undefined }> {
  const rows: AffectedRow[] = [];
  let looked = 0;
  const own = principal.teams === "all" ? undefined : await contentsOf(database, principal.teams, query.ever);
  const few = own && (await fewComponentsIn(database, own, query.mostOwn ?? MOST_OWN));
  if (few !== undefined) return await selectAmong(database, few, query);
  for (const gravity of await gravitiesOf(database, query)) {
    let start = query.start?.[0] === gravity ? query.start : undefined;
    for (;;) {
      const step = await look(database, { ...query, own, start, gravity, limit: query.limit + 1 - rows.length });
      rows.push(...step.rows);
      if (rows.length > query.limit) return { rows: rows.slice(0, query.limit), next: placeOf(rows[query.limit - 1]) };
      looked += step.looked;
      if (looked >= MOST_LOOKED_AT) return { rows, next: step.last };
      if (step.looked < AT_ONCE) break;
      start = step.last;
    }
  }
  return { rows, next: undefined };
}

/** Of components that are few enough to be sorted. */
async function selectAmong(
  database: Database,
  components: readonly number[],
  query: AffectedQuery,
): Promise<{ rows: AffectedRow[]; next: Place | undefined }> {
  const { malicious, severity, start, limit } = query;
  const conditions = [sql`component_id = any(${components}::bigint[])`, conditionsOf(query)];
  if (malicious !== undefined) conditions.push(sql`malicious = ${malicious}`);
  if (severity !== undefined) conditions.push(sql`severity = ${severity}`);
  if (start !== undefined)
    conditions.push(sql`(gravity > ${start[0]} or gravity = ${start[0]}
      and (since, component_id, vulnerability) < (${start[1]}::timestamptz, ${start[2]}::bigint, ${start[3]}))`);
  const { rows } = await sql<AffectedRow>`
    select one.*, component.purl from (
      select * from component_vulnerability where ${sql.join(conditions, sql` and `)}
      order by gravity, since desc, component_id desc, vulnerability desc limit ${limit + 1}) as one
    join component on component.id = component_id
    order by gravity, since desc, component_id desc, vulnerability desc`.execute(database);
  return { rows: rows.slice(0, limit), next: rows.length > limit ? placeOf(rows[limit - 1]) : undefined };
}

async function fewComponentsIn(
  database: Database,
  contents: readonly number[],
  most: number,
): Promise<number[] | undefined> {
  const { rows } = await sql<{ component_id: number }>`
    select distinct component_id from content_component where content_id = any(${contents}::bigint[])
    limit ${most + 1}`.execute(database);
  return rows.length > most ? undefined : rows.map(({ component_id }) => component_id);
}

/** Those that there are, from the page's beginning on. */
async function gravitiesOf(database: Database, query: AffectedQuery): Promise<number[]> {
  const { malicious, severity, start } = query;
  const kinds = malicious === undefined ? [MALWARE, OTHERS] : [malicious ? MALWARE : OTHERS];
  const steps = severity === undefined ? Array.from({ length: STEPS }, (_, n) => n) : [severity];
  const all = kinds.flatMap((kind) => steps.map((step) => kind + step)).filter((one) => one >= (start?.[0] ?? 0));
  const { rows } = await sql<{ gravity: number }>`
    select one.gravity from unnest(${all}::smallint[]) as one (gravity)
    where exists (select from component_vulnerability as pair
      where pair.gravity = one.gravity and ${conditionsOf(query)}) order by 1`.execute(database);
  return rows.map(({ gravity }) => gravity);
}

/** What narrows the list, but for whose it is and where the page begins. */
function conditionsOf({ alias, purl, since }: AffectedQuery): RawBuilder<unknown> {
  const conditions = [sql`true`];
  if (alias !== undefined)
    conditions.push(sql`(component_id, vulnerability) in (
      select component_id, vulnerability from component_vulnerability where vulnerability = ${alias}
      union select component_id, vulnerability from component_vulnerability where records @> array[${alias}]::text[])`);
  if (purl !== undefined) conditions.push(sql`component_id = (select id from component where purl = ${purl})`);
  if (since !== undefined) conditions.push(sql`since >= ${since}::timestamptz`);
  return sql.join(conditions, sql` and `);
}

function placeOf(row: AffectedRow | undefined): Place | undefined {
  return row && [row.gravity, row.since, row.component_id, row.vulnerability];
}

interface Step extends AffectedQuery {
  readonly gravity: number;
  /** Contents of the caller's things; undefined where all are theirs. */
  readonly own: readonly number[] | undefined;
}

/** Looks at pairs of one gravity in order, and takes those that somebody holds. */
async function look(database: Database, step: Step) {
  const { gravity, own, start, limit, ever } = step;
  const isAfter =
    start === undefined
      ? sql`true`
      : sql`(since, component_id, vulnerability) < (${start[1]}::timestamptz, ${start[2]}::bigint, ${start[3]})`;
  const { rows } = await sql<AffectedRow & { held: boolean; place: number }>`
    with candidate as materialized (
      select *, row_number() over (order by since desc, component_id desc, vulnerability desc)::int as place
      from component_vulnerability where gravity = ${gravity}::smallint and ${isAfter} and ${conditionsOf(step)}
      order by since desc, component_id desc, vulnerability desc limit ${AT_ONCE}
    ), held as (
      select * from candidate where ${own === undefined ? isHeld(ever) : isOneOf(own)}
      order by place limit ${limit}
    )
    select one.*, component.purl, true as held from held as one join component on component.id = component_id
    union all
    (select candidate.*, '' as purl, false as held from candidate order by place desc limit 1)
    order by held desc, place`.execute(database);
  const last = rows.at(-1);
  const found = rows.filter(({ held }) => held);
  return { rows: found, looked: last?.place ?? 0, last: placeOf(last) };
}

/**
 * Whether the newest state of anything holds it; or any state. Looked up for each candidate (a limit keeps the planner from
 * joining all that there is).
 */
function isHeld(ever: boolean): RawBuilder<unknown> {
  return sql`(
    select true from content_component join image_content using (content_id)
    ${ever ? sql`` : sql`join image on image.id = image_id join lineage on lineage.id = lineage_id and lineage.image_id = image.id`}
    where content_component.component_id = candidate.component_id limit 1)`;
}

function isOneOf(contents: readonly number[]): RawBuilder<unknown> {
  return sql`(
    select true from content_component where content_component.component_id = candidate.component_id
      and content_id = any(${contents}::bigint[]) limit 1)`;
}

/** What lies in the newest states of somebody's things, or in all of them. */
async function contentsOf(database: Database, teams: readonly string[], ever: boolean): Promise<number[]> {
  const states = ever
    ? sql`image on image.lineage_id = lineage.id join image_content on image_content.image_id = image.id`
    : sql`image_content on image_content.image_id = lineage.image_id`;
  const { rows } = await sql<{ content_id: number }>`
    select distinct content_id from lineage join ${states} where lineage.team_id = any(${teams}::uuid[])`.execute(
    database,
  );
  return rows.map(({ content_id }) => content_id);
}

export interface Holder {
  readonly lineage: number;
  readonly name: string;
  readonly image: number;
  readonly digest: string;
  readonly first_seen_at: Date;
  readonly newest: boolean;
}

export interface Holders {
  readonly images: number;
  readonly heldBy: readonly Holder[];
}

/** Which states of the caller's things hold each of these components, whenever that was. */
export async function holdersOf(
  database: Database,
  { teams }: Principal,
  components: readonly number[],
): Promise<ReadonlyMap<number, Holders>> {
  const ids = [...new Set(components)];
  const { rows } = await (teams === "all" ? anybodys(ids) : somebodys(ids, teams)).execute(database);
  const { rows: holders } = await sql<Omit<Holder, "newest"> & { newest: boolean }>`
    select lineage.id as lineage, lineage.name, image.id as image, image.digest, image.first_seen_at,
      lineage.image_id is not distinct from image.id as newest
    from image join lineage on lineage.id = lineage_id
    where image.id = any(${[...new Set(rows.flatMap(({ named }) => named))]}::bigint[])`.execute(database);
  const byImage = new Map(holders.map((holder) => [holder.image, holder]));
  return new Map(
    rows.map(({ id, images, named }) => [id, { images, heldBy: named.flatMap((image) => byImage.get(image) ?? []) }]),
  );
}

interface Held {
  readonly id: number;
  readonly images: number;
  /** The newest. */
  readonly named: number[];
}

function anybodys(components: readonly number[]) {
  const contents = sql`select content_id from content_component where component_id = one.id
    order by content_id desc limit ${MOST_CONTENTS}`;
  return sql<Held>`
    select one.id, (
        select count(*) from (
          select distinct image_id from (${contents}) as inside join image_content using (content_id)
          limit ${MOST_COUNTED}) as counted) as images,
      array(
        select distinct image_id from (${contents}) as inside cross join lateral (
          select image_id from image_content where content_id = inside.content_id
          order by image_id desc limit ${MOST_NAMED}) as newest
        order by image_id desc limit ${MOST_NAMED}) as named
    from unnest(${components}::bigint[]) as one (id)`;
}

function somebodys(components: readonly number[], teams: readonly string[]) {
  return sql<Held>`
    with own as materialized (
      select image.id as image_id, content_id from lineage join image on image.lineage_id = lineage.id
      join image_content on image_content.image_id = image.id where lineage.team_id = any(${teams}::uuid[])
    ), held as (
      select distinct component_id as id, image_id from content_component join own using (content_id)
      where component_id = any(${components}::bigint[])
    )
    select id, least(count(*), ${MOST_COUNTED})::int as images,
      (array_agg(image_id order by image_id desc))[1:${sql.lit(MOST_NAMED)}] as named
    from held group by id`;
}
