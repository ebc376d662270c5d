/** What happened and is to be told, who wants to hear of it, and what was sent to them. */
export const notifications = [
  // Written in the transaction that does what it tells of, and taken out when it is handed to those who want it.
  `create table outbox (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    kind text not null,
    team_id uuid references team,
    data jsonb not null
  )`,
  `create table subscription (
    id uuid primary key,
    name text not null unique,
    kind text not null check (kind in ('webhook', 'slack', 'mail')),
    team_id uuid references team,
    events text[] not null,
    severity smallint not null check (severity between 0 and 4),
    digest_minutes int not null check (digest_minutes between 0 and 1440),
    origin text not null,
    sealed bytea not null,
    created_by text not null,
    created_at timestamptz not null
  )`,
  `create table delivery (
    id bigint generated always as identity primary key,
    message_id uuid not null unique default gen_random_uuid(),
    subscription_id uuid not null references subscription on delete cascade,
    events jsonb not null,
    state text not null default 'waiting' check (state in ('waiting', 'delivered', 'dead')),
    attempts int not null default 0,
    created_at timestamptz not null,
    due_at timestamptz not null,
    leased_until timestamptz,
    ended_at timestamptz,
    status int,
    fault text,
    check ((state = 'waiting') = (ended_at is null))
  )`,
  "create index delivery_waiting on delivery (subscription_id, id) where state = 'waiting'",
  "create index delivery_newest on delivery (subscription_id, id desc)",
  "create index delivery_ended on delivery (ended_at) where ended_at is not null",
  // One that was closed and found again is told of again.
  "alter table finding add column overdue_told boolean not null default false",
  "create index finding_due on finding (priority, opened_at) where closed_by is null and not overdue_told",
  "create table waiver_reminder (waiver_id bigint primary key references waiver, at timestamptz not null)",
];
