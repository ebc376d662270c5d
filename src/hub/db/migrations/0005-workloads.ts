/** Jobs that are known by their CI's word, and how often somebody has tried to sign in. */
export const workloads = [
  `create table workload_issuer (
    id uuid primary key default gen_random_uuid(),
    name text not null unique,
    kind text not null check (kind in ('github', 'gitlab', 'kubernetes', 'oidc')),
    issuer text not null unique,
    audience text not null,
    keys jsonb,
    created_by text not null,
    created_at timestamptz not null
  )`,
  `create table workload_binding (
    id uuid primary key default gen_random_uuid(),
    name text not null unique,
    issuer_id uuid not null references workload_issuer on delete cascade,
    claims jsonb not null,
    role text not null check (role in ('scanner', 'gate', 'deployer')),
    team_id uuid references team,
    minutes integer not null check (minutes between 1 and 15),
    created_by text not null,
    created_at timestamptz not null
  )`,
  "create index workload_binding_of_issuer on workload_binding (issuer_id)",
  `create table workload_session (
    id uuid primary key default gen_random_uuid(),
    hash bytea not null unique check (length(hash) = 32),
    binding_id uuid not null references workload_binding on delete cascade,
    subject text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null check (expires_at <= created_at + interval '15 minutes')
  )`,
  "create index workload_session_ended on workload_session (expires_at)",
  `create table workload_token_use (
    issuer_id uuid not null references workload_issuer on delete cascade,
    hash bytea not null,
    expires_at timestamptz not null,
    primary key (issuer_id, hash)
  )`,
  "create index workload_token_use_ended on workload_token_use (expires_at)",
  `create table sign_in_failure (
    bucket text not null,
    since timestamptz not null,
    count integer not null,
    primary key (bucket, since)
  )`,
];
