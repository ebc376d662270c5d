/** When somebody last looked for newer advisories than those of a version, and what came of it. */
export const advisoryRenewal = [
  `create table advisory_renewal (
    version text primary key,
    attempted_at timestamptz not null,
    checked_at timestamptz,
    fault text,
    failed text[] not null default '{}'
  )`,
];
