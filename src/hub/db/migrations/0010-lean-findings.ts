import { GRACE } from "../../../policy/due-dates.ts";

/** The same steps as `dueAt`. A day is 24 hours, whatever the server's time zone. */
const DUE = `((opened_at at time zone 'UTC') + make_interval(days => case ${GRACE.map(
  ({ from, days }) => `when priority >= ${from} then ${days}`,
).join(" ")} end)) at time zone 'UTC'`;

/** A text with its length before it, so that no two lists of texts look alike. */
const told = (text: string) => `octet_length(convert_to(${text}, 'UTF8')) || ':' || ${text}`;

const WORDS = [
  "rule",
  "title",
  "confidence",
  "subject",
  "coalesce(purl, '')",
  "array_to_string(aliases, e'\\n')",
  "fix",
];
const WORDS_HASH = `sha256(convert_to(${WORDS.map(told).join(" || ")}, 'UTF8'))`;
const ITEM_HASH = "decode(md5(finding.deed || ' ' || coalesce(finding.root_layer, finding.lineage_id::text)), 'hex')";

/**
 * What a finding says is stored once for all lineages that have it (`finding_words`), and so is the one deed that closes
 * it (`work_item`). The finding itself keeps what is its own, with the keys by which pages are sorted. Work items are
 * counted in step: by lineage (`work_item_part`), and for each team and for all of the hub (`work_item_sum`).
 */
export const leanFindings = [
  `create table finding_words (
    id bigint generated always as identity primary key,
    hash bytea not null unique,
    rule text not null,
    title text not null,
    confidence text not null,
    subject text not null,
    purl text,
    aliases text[] not null,
    fix text not null
  )`,
  `insert into finding_words (hash, rule, title, confidence, subject, purl, aliases, fix)
   select distinct on (hash) * from (
     select ${WORDS_HASH} as hash, rule, title, confidence, subject, purl, aliases, fix from finding) as one
   order by hash`,
  "create index finding_words_aliases on finding_words using gin (aliases)",
  "create index finding_words_purl on finding_words (purl) where purl is not null",
  `create table work_item (
    id bigint generated always as identity primary key,
    hash bytea not null unique,
    deed text not null,
    root_layer text
  )`,
  `insert into work_item (hash, deed, root_layer)
   select distinct on (hash) * from (select ${ITEM_HASH} as hash, deed, root_layer from finding) as one order by hash`,
  `insert into layer (digest) select distinct root_layer from finding where root_layer is not null
   on conflict (digest) do nothing`,
  // Policies and functions that name the columns which go.
  "drop function findings_named(text)",
  "drop policy own_team on finding",
  `alter table finding
     add column words_id bigint, add column item_id bigint, add column layer_id bigint, add column team_id uuid,
     add column due_at timestamptz generated always as (${DUE}) stored,
     add column rank smallint generated always as (100 - priority) stored`,
  `update finding set words_id = finding_words.id, item_id = work_item.id, team_id = lineage.team_id,
     layer_id = (select id from layer where digest = finding.root_layer)
   from finding_words, work_item, lineage
   where finding_words.hash = ${WORDS_HASH.replaceAll(/\b(rule|title|confidence|subject|purl|aliases|fix)\b/g, "finding.$1")}
     and work_item.hash = ${ITEM_HASH} and lineage.id = finding.lineage_id`,
  `alter table finding
     alter column words_id set not null, alter column item_id set not null,
     drop column rule, drop column title, drop column confidence, drop column subject, drop column purl,
     drop column aliases, drop column root_layer, drop column fix, drop column deed,
     add foreign key (words_id) references finding_words, add foreign key (item_id) references work_item`,
  // Looks are never taken out: each of these was a question for each row that is written.
  `alter table finding drop constraint finding_first_found_fkey, drop constraint finding_last_found_fkey,
     drop constraint finding_closed_by_fkey`,
  ...["finding_pressing", "finding_pressing_of", "finding_due"].map((name) => `drop index ${name}`),
  ...(["open", "closed"] as const).flatMap((state) => {
    const which = `where closed_by is ${state === "open" ? "" : "not "}null`;
    return [
      `create index finding_${state} on finding (room, severity, rank, due_at, id) ${which}`,
      `create index finding_${state}_of_team on finding (team_id, room, severity, rank, due_at, id) ${which}`,
    ];
  }),
  "create index finding_due on finding (due_at) where closed_by is null and not overdue_told",
  "create index finding_saying on finding (words_id, team_id)",
  "create index finding_of_item on finding (item_id, lineage_id)",
  "create policy own_team on finding using (team_id = any ((select waybill_teams())::uuid[]))",
  "alter table finding_words enable row level security",
  `create policy said_of_own on finding_words
     using (exists (select from finding where finding.words_id = finding_words.id))`,
  // An index on lists of names is not used where a policy has to be asked first: so the ids are looked up before it.
  `create function words_named(alias text) returns setof bigint
   language sql stable security definer set search_path = public, pg_temp as $$
     select id from finding_words where aliases @> array[$1]
   $$`,
  `create function findings_named(alias text) returns setof bigint
   language sql stable security definer set search_path = public, pg_temp as $$
     select finding.id from finding where words_id in (select id from finding_words where aliases @> array[$1])
   $$`,
];
