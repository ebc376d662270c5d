/** People and groups that a directory brings in by SCIM, and what groups give. Never the role of an administrator. */
export const scim = [
  "alter table api_key drop constraint api_key_role_check",
  `alter table api_key add constraint api_key_role_check check (role in
    ('viewer', 'developer', 'security', 'approver', 'admin', 'scanner', 'gate', 'deployer', 'provisioner'))`,
  `create table scim_user (
    person_id uuid primary key references person on delete cascade,
    external_id text
  )`,
  "create index scim_user_external on scim_user (external_id)",
  `create table scim_group (
    id uuid primary key default gen_random_uuid(),
    display_name text not null unique,
    external_id text,
    created_at timestamptz not null,
    updated_at timestamptz not null
  )`,
  `create table scim_member (
    group_id uuid not null references scim_group on delete cascade,
    person_id uuid not null references scim_user on delete cascade,
    primary key (group_id, person_id)
  )`,
  "create index scim_member_of on scim_member (person_id)",
  `create table scim_mapping (
    display_name text primary key,
    roles text[] not null check (roles <@ array['viewer', 'developer', 'security', 'approver']),
    teams uuid[]
  )`,
];
