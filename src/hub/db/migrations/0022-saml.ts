/** Identity providers that speak SAML, and the requests that they are to answer: each answer is taken once. */
export const saml = [
  "alter table sso_provider add column kind text not null default 'oidc' check (kind in ('oidc', 'saml'))",
  "alter table sso_provider add column saml jsonb check ((saml is null) = (kind = 'oidc'))",
  `create table saml_request (
    id text primary key,
    provider_id text not null references sso_provider on delete cascade,
    browser bytea not null,
    ticket bytea unique,
    person_id uuid references person on delete cascade,
    expires_at timestamptz not null
  )`,
  "create index saml_request_ended on saml_request (expires_at)",
];
