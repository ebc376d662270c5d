import { sql } from "kysely";
import { cursorOf } from "../../contract/paging.ts";
import { listWorkItems } from "../../contract/work-items.ts";
import { SEVERITIES } from "../../core/severity.ts";
import { ofOwnTeams } from "../auth/scope.ts";
import { afterKey } from "../db/keyset.ts";
import { type Route, route } from "../http/route.ts";

/** Findings that are grouped: what is less pressing than so many others is not what to do next. */
const MOST_GROUPED = 20_000;

interface Row {
  readonly key: string;
  readonly action: string;
  readonly root_layer: string | null;
  readonly severity: number;
  readonly priority: number;
  readonly findings: number;
  readonly lineages: number;
  readonly names: string[];
  readonly pressing: number[];
  readonly grouped: number;
}

export const WORK_ITEM_ROUTES: readonly Route[] = [
  route(listWorkItems, async ({ query: { after, limit, lineage }, principal }, { database }) => {
    const start = afterKey(after, ["number", "number", "text"]);
    const isAfter =
      start === undefined
        ? sql`true`
        : sql`(-priority, -findings, key) > (${-Number(start[0])}::int, ${-Number(start[1])}::bigint, ${start[2]})`;
    const { rows } = await sql<Row>`
      with pressing as materialized (
        select finding.id, deed, root_layer, lineage_id, severity, priority, name from finding
        join lineage on lineage.id = lineage_id
        where closed_by is null and ${ofOwnTeams(principal, "lineage.team_id")}
          and (${lineage ?? null}::bigint is null or lineage_id = ${lineage ?? null})
        order by priority desc, finding.id desc limit ${MOST_GROUPED + 1}
      ), item as (
        select md5(deed || ' ' || coalesce(root_layer, lineage_id::text)) as key, min(deed) as action,
          min(root_layer) as root_layer, min(severity) as severity, max(priority)::int as priority,
          count(*) as findings, count(distinct lineage_id) as lineages,
          (array_agg(distinct name))[1:10] as names,
          (array_agg(id order by priority desc, id desc))[1:50] as pressing
        from pressing group by 1
      )
      select *, (select count(*) from pressing) as grouped from item
      where ${isAfter} order by priority desc, findings desc, key limit ${limit + 1}`.execute(database);
    const shown = rows.slice(0, limit);
    const grouped = rows[0]?.grouped ?? 0;
    const last = shown.at(-1);
    return {
      items: shown.map(({ root_layer: rootLayer, severity, grouped: _grouped, ...row }) => ({
        ...row,
        rootLayer,
        severity: SEVERITIES[severity] ?? "info",
      })),
      grouped: Math.min(grouped, MOST_GROUPED),
      more: grouped > MOST_GROUPED,
      ...(rows.length > limit && last !== undefined && { next: cursorOf([last.priority, last.findings, last.key]) }),
    };
  }),
];
