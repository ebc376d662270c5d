/** What is tolerated and until when, what was let through and on what grounds, and what was deployed knowing what. */
export const decisions = [
  `create table waiver (
    id bigint generated always as identity primary key,
    team_id uuid references team,
    lineage_id bigint references lineage,
    kind text not null check (kind in ('finding', 'component', 'hole', 'layer', 'lineage')),
    about text not null,
    reason text not null check (length(reason) between 10 and 2000),
    requested_by text not null,
    requested_at timestamptz not null,
    until timestamptz not null,
    state text not null default 'requested' check (state in ('requested', 'approved', 'refused', 'revoked')),
    decided_by text,
    decided_at timestamptz,
    note text not null default '',
    constraint waiver_ends check (until > requested_at and until <= requested_at + interval '366 days'),
    constraint waiver_needs_four_eyes check (state <> 'approved' or decided_by <> requested_by),
    constraint waiver_is_decided check ((state = 'requested') = (decided_by is null)),
    constraint waiver_decided_when check ((decided_by is null) = (decided_at is null)),
    constraint waiver_of_a_lineage check (kind not in ('finding', 'lineage') or lineage_id is not null)
  )`,
  "create index waiver_in_force on waiver (until) where state = 'approved'",
  `create function keep_waiver() returns trigger language plpgsql as $$
   begin
     if (new.team_id, new.lineage_id, new.kind, new.about, new.reason, new.requested_by, new.requested_at, new.until)
       is distinct from
       (old.team_id, old.lineage_id, old.kind, old.about, old.reason, old.requested_by, old.requested_at, old.until)
       or (old.state <> 'requested' and not (old.state = 'approved' and new.state = 'revoked')) then
       raise exception 'a waiver is decided once and never changed; ask for another';
     end if;
     return new;
   end $$`,
  "create trigger waiver_is_kept before update on waiver for each row execute function keep_waiver()",
  `create table environment (
    name text primary key check (name ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    version int not null,
    fail_on text not null check (fail_on in ('critical', 'high', 'medium', 'low')),
    only_new boolean not null,
    rooms text[] not null,
    most_days int not null check (most_days between 1 and 365)
  )`,
  `create table decision (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    environment text not null,
    digest text not null,
    lineage_id bigint references lineage,
    image_id bigint references image,
    actor text not null,
    admitted boolean not null,
    policy text not null,
    open_set bytea not null,
    reasons jsonb not null,
    waivers bigint[] not null,
    until timestamptz
  )`,
  "create index decision_newest on decision (environment, id desc)",
  `create table deployment (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    recorded_at timestamptz not null,
    environment text not null,
    digest text not null,
    lineage_id bigint references lineage,
    image_id bigint references image,
    decision_id bigint references decision,
    actor text not null,
    policy text not null,
    open_set bytea not null,
    unaccepted int,
    waivers bigint[] not null,
    until timestamptz,
    client_key text not null,
    unique (client_key)
  )`,
  "create index deployment_newest on deployment (environment, lineage_id, at desc, id desc)",
  `create trigger decision_is_written_once before update or delete or truncate on decision
   for each statement execute function refuse_change()`,
  `create trigger deployment_is_written_once before update or delete or truncate on deployment
   for each statement execute function refuse_change()`,
];
