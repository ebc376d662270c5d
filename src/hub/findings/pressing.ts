import { type RawBuilder, sql } from "kysely";

/** What narrows a list of findings to one or several runs of the indexes `finding_open…` and `finding_closed…`. */
export interface Runs {
  /** Undefined for those of all of the hub. */
  readonly teams: readonly string[] | undefined;
  readonly state: "open" | "closed";
  readonly severity: number | undefined;
  readonly room: string | undefined;
  /** Only those that were to be mended before then. */
  readonly dueBefore: Date | undefined;
  /** Rank, day and number of the finding after which the page begins. */
  readonly start: readonly [number, Date, number] | undefined;
  readonly limit: number;
}

/**
 * The numbers of the most pressing findings, in a time that does not grow with how many there are. The indexes are sorted
 * within each room and severity: it hops from one of these that exist to the next, and takes of each no more than the page
 * holds. Of those that are overdue it does so for each rank, too, where they stand first.
 */
export function pressing(runs: Runs): RawBuilder<{ id: number }> {
  const { teams, start, dueBefore, limit } = runs;
  const after =
    start === undefined
      ? sql`true`
      : sql`(rank, due_at, id) > (${start[0]}::smallint, ${start[1]}::timestamptz, ${start[2]}::bigint)`;
  const due = dueBefore === undefined ? sql`true` : sql`due_at < ${dueBefore}::timestamptz`;
  const of = teams === undefined ? sql`true` : sql`finding.team_id = team.id`;
  const from = teams === undefined ? sql`(select) as team` : sql`unnest(${teams}::uuid[]) as team (id)`;
  const byRank = dueBefore !== undefined;
  const keys = byRank ? sql`room, severity, rank` : sql`room, severity`;
  const same = sql.join(
    (byRank ? ["room", "severity", "rank"] : ["room", "severity"]).map(
      (key) => sql`finding.${sql.raw(key)} = run.${sql.raw(key)}`,
    ),
    sql` and `,
  );
  const isHere = sql`finding.closed_by is ${runs.state === "open" ? sql`null` : sql`not null`} and ${of}`;
  return sql`
    select found.id from ${from} cross join lateral (
      with recursive run as (
        (select ${keys} from finding where ${isHere} order by ${keys} limit 1)
        union all
        select next.* from run cross join lateral (
          select ${keys} from finding where ${isHere}
            and (${keys}) > (${sql.join((byRank ? ["room", "severity", "rank"] : ["room", "severity"]).map((key) => sql.ref(`run.${key}`)))})
          order by ${keys} limit 1) as next
      )
      select page.* from run cross join lateral (
        select id, rank, due_at from finding where ${isHere} and ${same} and ${after} and ${due}
        order by room, severity, rank, due_at, id limit ${limit}) as page
      where ${runs.room === undefined ? sql`true` : sql`run.room = ${runs.room}`}
        and ${runs.severity === undefined ? sql`true` : sql`run.severity = ${runs.severity}`}
    ) as found
    order by found.rank, found.due_at, found.id limit ${limit}`;
}
