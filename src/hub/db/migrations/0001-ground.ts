/** Teams, keys, the token of the first start, and the record of what was done. */
export const ground = [
  `create table team (
    id uuid primary key default gen_random_uuid(),
    name text not null unique check (length(name) between 1 and 100),
    created_at timestamptz not null
  )`,
  `create table api_key (
    id uuid primary key default gen_random_uuid(),
    name text not null,
    hash bytea not null unique check (length(hash) = 32),
    role text not null check (role in
      ('viewer', 'developer', 'security', 'approver', 'admin', 'scanner', 'gate', 'deployer')),
    team_id uuid references team,
    created_by text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null check (expires_at > created_at),
    revoked_at timestamptz,
    last_used_at timestamptz
  )`,
  "create index api_key_newest on api_key (created_at desc, id desc)",
  `create table setup_token (
    singleton boolean primary key default true check (singleton),
    hash bytea not null,
    expires_at timestamptz not null
  )`,
  `create table audit_entry (
    seq bigint primary key,
    at timestamptz not null,
    actor text not null,
    action text not null,
    about text not null,
    detail text not null,
    previous bytea not null,
    hash bytea not null
  )`,
  `create function refuse_change() returns trigger language plpgsql as $$
   begin
     raise exception '% is written once and never changed', tg_table_name;
   end $$`,
  `create trigger audit_entry_is_written_once before update or delete or truncate on audit_entry
   for each statement execute function refuse_change()`,
];
