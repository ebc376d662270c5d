/**
 * People: who they are, how they show it, and their sessions. What the sign-in library keeps has its columns; `roles`,
 * `everywhere`, `disabled_at` and `person_team` are the hub's own, and the library never writes them.
 */
export const people = [
  `create table person (
    id uuid primary key default gen_random_uuid(),
    name text not null,
    email text not null unique check (email = lower(email)),
    email_verified boolean not null default false,
    image text,
    two_factor_enabled boolean not null default false,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    roles text[] not null default '{}'
      check (roles <@ array['viewer', 'developer', 'security', 'approver', 'admin']),
    everywhere boolean not null default false,
    disabled_at timestamptz
  )`,
  `create table person_team (
    person_id uuid not null references person on delete cascade,
    team_id uuid not null references team,
    primary key (person_id, team_id)
  )`,
  `create table person_session (
    id uuid primary key default gen_random_uuid(),
    token text not null unique,
    person_id uuid not null references person on delete cascade,
    factor text not null default 'password' check (factor in ('password', 'totp', 'backup-code', 'passkey', 'sso')),
    ip_address text,
    user_agent text,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    expires_at timestamptz not null
  )`,
  "create index person_session_of on person_session (person_id, created_at desc)",
  "create index person_session_ended on person_session (expires_at)",
  `create table person_account (
    id uuid primary key default gen_random_uuid(),
    person_id uuid not null references person on delete cascade,
    provider_id text not null,
    account_id text not null,
    password text,
    access_token text,
    refresh_token text,
    id_token text,
    access_token_expires_at timestamptz,
    refresh_token_expires_at timestamptz,
    scope text,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    unique (provider_id, account_id)
  )`,
  "create index person_account_of on person_account (person_id)",
  // Steps of a sign-in that has begun: a challenge, a second factor that is awaited.
  `create table person_verification (
    id uuid primary key default gen_random_uuid(),
    identifier text not null,
    value text not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    expires_at timestamptz not null
  )`,
  "create index person_verification_named on person_verification (identifier)",
  "create index person_verification_ended on person_verification (expires_at)",
  `create table person_totp (
    id uuid primary key default gen_random_uuid(),
    person_id uuid not null unique references person on delete cascade,
    secret text not null,
    backup_codes text not null,
    verified boolean not null default false,
    failed_verification_count int not null default 0,
    locked_until timestamptz
  )`,
  `create table person_passkey (
    id uuid primary key default gen_random_uuid(),
    person_id uuid not null references person on delete cascade,
    name text,
    public_key text not null,
    credential_id text not null unique,
    counter bigint not null,
    device_type text not null,
    backed_up boolean not null,
    transports text,
    aaguid text,
    created_at timestamptz
  )`,
  "create index person_passkey_of on person_passkey (person_id)",
  // A code is right for a minute and a half, and is taken once.
  `create table spent_code (
    person_id uuid not null references person on delete cascade,
    hash bytea not null,
    expires_at timestamptz not null,
    primary key (person_id, hash)
  )`,
  // A one-time link: for somebody new, or for somebody who lost what they sign in with.
  `create table invitation (
    id uuid primary key default gen_random_uuid(),
    hash bytea not null unique check (length(hash) = 32),
    person_id uuid references person on delete cascade,
    email text not null check (email = lower(email)),
    name text not null,
    roles text[] not null,
    everywhere boolean not null,
    teams uuid[] not null,
    created_by text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    accepted_at timestamptz
  )`,
  "create index invitation_newest on invitation (created_at desc, id desc)",
];
