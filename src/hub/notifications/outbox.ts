import { type Selectable, sql } from "kysely";
import type { DeploymentTold, EventKind, FindingsTold, HubEvent, WaiverTold } from "../../contract/notifications.ts";
import { SEVERITIES } from "../../core/severity.ts";
import type { Database } from "../db/database.ts";
import type { WaiverTable } from "../db/tables/decision-tables.ts";

/** Findings that a message names of one lineage; the others are counted. */
const NAMED = 10;

/** A text of somebody else, cut so that no message becomes a book. */
const LONGEST = 300;

/**
 * Notes that something is to be told. To be called in the transaction that does it: both are there or neither, and
 * whatever ends the hub afterwards, it is told.
 */
async function note(transaction: Database, { type, at, team, data }: HubEvent): Promise<void> {
  // The database keeps no half of a surrogate pair.
  const text = JSON.stringify(data, (_, value: unknown) => (typeof value === "string" ? value.toWellFormed() : value));
  await transaction
    .insertInto("outbox")
    .values({ at: new Date(at), kind: type, team_id: team, data: text })
    .execute();
}

export async function noteWaiver(
  transaction: Database,
  type: "waiver.requested" | "waiver.decided" | "waiver.ending",
  row: Selectable<WaiverTable>,
  at: Date,
): Promise<void> {
  const data: WaiverTold = {
    waiver: row.id,
    kind: row.kind,
    about: row.about.slice(0, LONGEST),
    lineage: row.lineage_id,
    reason: row.reason.slice(0, LONGEST),
    requestedBy: row.requested_by,
    state: row.state,
    decidedBy: row.decided_by,
    until: row.until.toISOString(),
  };
  await note(transaction, { type, at: at.toISOString(), team: row.team_id, data });
}

export async function noteDeployment(
  transaction: Database,
  data: DeploymentTold,
  team: string | null,
  at: Date,
): Promise<void> {
  await note(transaction, { type: "deployment.against-decision", at: at.toISOString(), team, data });
}

/** What happened to a finding of a lineage. */
export interface FindingNews {
  readonly fingerprint: string;
  readonly type: Extract<EventKind, `finding.${string}`>;
}

/** Notes what happened to findings of one lineage: one line of each kind, however many they are. */
export async function noteFindings(
  transaction: Database,
  lineage: number,
  news: readonly FindingNews[],
  at: Date,
): Promise<void> {
  if (news.length === 0) return;
  const { rows } = await sql<Group>`
    with one as (
      select news.type, finding.id, left(title, ${LONGEST}) as title, severity, rule, left(fix, ${LONGEST}) as fix, priority
      from unnest(${news.map(({ fingerprint }) => fingerprint)}::text[], ${news.map(({ type }) => type)}::text[])
        as news (fingerprint, type)
      join finding on finding.lineage_id = ${lineage} and finding.fingerprint = news.fingerprint
      join finding_words on finding_words.id = words_id
    ), every as (
      select * from one union all
      select 'malware.found', id, title, severity, rule, fix, priority from one
        where rule = 'advisories/malicious-package' and type <> 'finding.overdue'
    ), placed as (
      select *, row_number() over (partition by type, severity order by priority desc, id) as place from every
    )
    select type, severity, count(*) as count,
      jsonb_agg(jsonb_build_object('id', id, 'title', title, 'severity', ${sql.lit(SEVERITY_NAMES)}::jsonb ->> severity::int,
        'rule', rule, 'fix', fix) order by place) filter (where place <= ${NAMED}) as findings
    from placed group by 1, 2 order by 1, 2`.execute(transaction);
  const { name, team } = await transaction
    .selectFrom("lineage")
    .select(["name", "team_id as team"])
    .where("id", "=", lineage)
    .executeTakeFirstOrThrow();
  for (const [type, groups] of Map.groupBy(rows, (row) => row.type)) {
    const data: FindingsTold = {
      lineage: { id: lineage, name },
      total: groups.reduce((sum, { count }) => sum + count, 0),
      bySeverity: Object.fromEntries(groups.map(({ severity, count }) => [SEVERITIES[severity], count])),
      // Ten of each severity, so that each subscriber finds ten of those that they ask for.
      findings: groups.flatMap(({ findings }) => findings),
    };
    await note(transaction, { type, at: at.toISOString(), team, data });
  }
}

const SEVERITY_NAMES = JSON.stringify(SEVERITIES);

interface Group {
  readonly type: "finding.opened" | "malware.found";
  readonly severity: number;
  readonly count: number;
  readonly findings: FindingsTold["findings"];
}

/** What a subscriber hears of an event who asked for findings of at least `severity`; undefined where that is nothing. */
export function narrowed(event: HubEvent, severity: number): HubEvent | undefined {
  if (!("findings" in event.data)) return event;
  if (event.type === "malware.found") return { ...event, data: { ...event.data, findings: firstOf(event.data) } };
  const { bySeverity, findings } = event.data;
  const asked = new Set<string>(SEVERITIES.slice(0, severity + 1));
  const counts = Object.entries(bySeverity).filter(([name]) => asked.has(name));
  if (counts.length === 0) return undefined;
  const data: FindingsTold = {
    ...event.data,
    total: counts.reduce((sum, [, count]) => sum + count, 0),
    bySeverity: Object.fromEntries(counts),
    findings: firstOf({ findings: findings.filter((one) => asked.has(one.severity)) }),
  };
  return { ...event, data } as HubEvent;
}

function firstOf({ findings }: Pick<FindingsTold, "findings">): FindingsTold["findings"] {
  return findings.slice(0, NAMED);
}
