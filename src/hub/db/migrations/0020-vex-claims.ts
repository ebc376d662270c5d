/**
 * What VEX documents say of holes, as it was sent: words beside findings, which change nothing by themselves. A waiver may
 * name the claim on whose word it was asked for.
 */
export const vexClaims = [
  `create table vex_document (
    id bigint generated always as identity primary key,
    team_id uuid references team,
    digest bytea not null,
    format text not null check (format in ('openvex', 'cyclonedx', 'csaf')),
    name text not null,
    author text not null,
    said_at timestamptz,
    received_at timestamptz not null,
    actor text not null,
    statements int not null,
    refused text[] not null,
    unique nulls not distinct (team_id, digest)
  )`,
  "create index vex_document_named on vex_document (name, author) where name <> ''",
  `create table vex_claim (
    id bigint generated always as identity primary key,
    document_id bigint not null references vex_document,
    team_id uuid references team,
    names text[] not null,
    products jsonb not null,
    status text not null check (status in ('not_affected', 'fixed', 'affected', 'under_investigation')),
    reason text not null,
    said_at timestamptz
  )`,
  "create index vex_claim_names on vex_claim using gin (names)",
  "create index vex_claim_of on vex_claim (document_id, id)",
  ...["vex_document", "vex_claim"].flatMap((table) => [
    `alter table ${table} enable row level security`,
    // What is said to the hub as a whole is said of everybody's findings.
    `create policy own_team on ${table} using (team_id is null or team_id = any ((select waybill_teams())::uuid[]))
       with check (team_id = any ((select waybill_teams())::uuid[]))`,
  ]),
  "alter table waiver add column claim_id bigint references vex_claim",
  "alter table waiver add constraint waiver_on_a_claim check (claim_id is null or kind = 'finding')",
  `create function keep_waiver_claim() returns trigger language plpgsql as $$
   begin
     if new.claim_id is distinct from old.claim_id then
       raise exception 'a waiver is decided once and never changed; ask for another';
     end if;
     return new;
   end $$`,
  "create trigger waiver_claim_is_kept before update on waiver for each row execute function keep_waiver_claim()",
];
