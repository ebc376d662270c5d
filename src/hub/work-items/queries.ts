import { type RawBuilder, sql } from "kysely";
import type { Principal } from "../auth/principal.ts";
import { ofOwnTeams } from "../auth/scope.ts";
import type { Database } from "../db/database.ts";

/** Under which all of the hub is counted. */
const WHOLE = "ffffffff-ffff-ffff-ffff-ffffffffffff";

/** Items that are added up for somebody with several teams. */
const MOST_ADDED = 40_000;

/** Lineages that are named of an item, and those whose findings are. */
const MOST_NAMED = 10;
const MOST_PARTS = 50;

/** Findings that are named of an item. */
const MOST_FINDINGS = 50;

export interface ItemRow {
  readonly item_id: number;
  /** The item's hash. */
  readonly key: string;
  readonly deed: string;
  readonly root_layer: string | null;
  readonly severity: number;
  readonly priority: number;
  readonly findings: number;
  readonly lineages: number;
}

export interface ItemQuery {
  readonly lineage: number | undefined;
  /** Priority, findings and number of the item after which the page begins. */
  readonly start: readonly number[] | undefined;
  readonly limit: number;
}

/** A page of what the caller may see, out of what is counted already. */
export async function selectItems(database: Database, principal: Principal, query: ItemQuery): Promise<ItemRow[]> {
  const { start, limit } = query;
  const isAfter =
    start === undefined
      ? sql`true`
      : sql`(priority, findings, item_id) < (${start[0]}::smallint, ${start[1]}::int, ${start[2]}::bigint)`;
  const { rows } = await sql<ItemRow>`
    select item_id, encode(hash, 'hex') as key, deed, root_layer, severity, priority, findings, lineages
    from (select * from (${countsFor(principal, query.lineage)}) as counts
      where ${isAfter} order by priority desc, findings desc, item_id desc limit ${limit}) as page
    join work_item on work_item.id = item_id
    order by priority desc, findings desc, item_id desc`.execute(database);
  return rows;
}

function countsFor(principal: Principal, lineage: number | undefined): RawBuilder<unknown> {
  if (lineage !== undefined)
    return sql`select item_id, findings, 1 as lineages, priority, severity from work_item_part
      join lineage on lineage.id = lineage_id
      where lineage_id = ${lineage} and ${ofOwnTeams(principal, "lineage.team_id")}`;
  const { teams } = principal;
  const [only, another] = teams === "all" ? [WHOLE] : teams;
  if (another === undefined)
    return sql`select item_id, findings, lineages, priority, severity from work_item_sum where scope = ${only ?? null}::uuid`;
  return sql`
    select item_id, sum(findings)::int as findings, sum(lineages)::int as lineages, max(priority) as priority,
      min(severity) as severity
    from unnest(${teams}::uuid[]) as team (id) cross join lateral (
      select * from work_item_sum where scope = team.id
      order by priority desc, findings desc, item_id desc limit ${Math.ceil(MOST_ADDED / teams.length)}) as own
    group by item_id`;
}

export interface Members {
  readonly names: readonly string[];
  readonly pressing: readonly number[];
}

/** Lineages and findings of items, as many as a page shows. */
export async function selectMembers(
  database: Database,
  { teams }: Principal,
  items: readonly number[],
  lineage: number | undefined,
): Promise<ReadonlyMap<number, Members>> {
  const parts = (scope: RawBuilder<unknown>) => sql`
    select lineage_id, findings, priority from work_item_part
    where item_id = one.id and ${scope} and (${lineage ?? null}::bigint is null or lineage_id = ${lineage ?? null})
    order by priority desc limit ${MOST_PARTS}`;
  const own =
    teams === "all"
      ? parts(sql`true`)
      : sql`select own.* from unnest(${teams}::uuid[]) as team (id) cross join lateral (${parts(sql`scope = team.id`)}) as own
          order by priority desc limit ${MOST_PARTS}`;
  const { rows } = await sql<Members & { id: number }>`
    select one.id, members.* from unnest(${items}::bigint[]) as one (id) cross join lateral (
      with part as materialized (
        select *, sum(findings) over steps - findings as before, row_number() over steps as place from (${own}) as own
        window steps as (order by priority desc, lineage_id rows unbounded preceding)
      )
      select array(select name from part join lineage on lineage.id = lineage_id
          where place <= ${MOST_NAMED} order by place) as names,
        array(select finding.id from part cross join lateral (
            select id, rank, due_at from finding
            where item_id = one.id and lineage_id = part.lineage_id and closed_by is null
            order by rank, due_at, id limit ${MOST_FINDINGS}) as finding
          where before < ${MOST_FINDINGS} order by rank, due_at, id limit ${MOST_FINDINGS}) as pressing
    ) as members`.execute(database);
  return new Map(rows.map(({ id, ...members }) => [id, members]));
}
