/** Identity providers by which people sign in; what the hub has to show to them is encrypted. */
export const singleSignOn = [
  `create table sso_provider (
    id text primary key check (id ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    name text not null unique,
    issuer text not null unique,
    domains text[] not null check (cardinality(domains) > 0),
    sealed bytea not null,
    created_by text not null,
    created_at timestamptz not null
  )`,
];
