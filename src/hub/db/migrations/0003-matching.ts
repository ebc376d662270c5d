/** Which components have which holes, by the newest advisories; and what is still to be held against them. */
export const matching = [
  `create table component_vulnerability (
    component_id bigint not null references component,
    vulnerability text not null,
    records text[] not null,
    malicious boolean not null,
    severity smallint not null check (severity between 0 and 5),
    because text not null,
    fixed_in text not null,
    since timestamptz not null,
    primary key (component_id, vulnerability)
  )`,
  "create index vulnerability_named on component_vulnerability (vulnerability, component_id)",
  "create index vulnerability_records on component_vulnerability using gin (records)",
  "create index vulnerability_gravest on component_vulnerability (malicious desc, severity, component_id, vulnerability)",
  // Components that came since the last pass over all of them.
  "create table unmatched (component_id bigint primary key references component)",
  // Lineages whose newest image holds a component of which something changed.
  "create table stale_lineage (lineage_id bigint primary key references lineage, attempts int not null default 0)",
  // How far the pass over all components has come; one row.
  `create table matching (
    singleton boolean primary key default true check (singleton),
    version text,
    built_at timestamptz,
    done_to bigint not null default 0,
    finished boolean not null default true
  )`,
  "insert into matching default values",
];
