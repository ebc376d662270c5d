/**
 * What is there, by layer; what is wrong with it, by lineage; and each look that said so.
 *
 * A layer's components are stored once as a `content`, known by the hash of what it lists. The same layer seen from an
 * image whose upper layers hide some of it is another content: no image's bill changes because another image came in.
 */
export const store = [
  `create table component (
    id bigint generated always as identity primary key,
    purl text not null unique,
    type text not null,
    name text not null,
    version text,
    source_name text,
    source_version text
  )`,
  "create index component_named on component (name, type)",
  `create table layer (
    id bigint generated always as identity primary key,
    digest text not null unique
  )`,
  `create table content (
    id bigint generated always as identity primary key,
    hash bytea not null unique,
    components int not null
  )`,
  `create table content_component (
    content_id bigint not null references content,
    component_id bigint not null references component,
    owned boolean not null,
    primary key (content_id, component_id)
  )`,
  "create index content_component_of on content_component (component_id)",
  `create table lineage (
    id bigint generated always as identity primary key,
    kind text not null,
    name text not null,
    platform text not null,
    team_id uuid references team,
    image_id bigint,
    created_at timestamptz not null,
    critical int not null default 0,
    high int not null default 0,
    medium int not null default 0,
    low int not null default 0,
    info int not null default 0,
    unique (kind, name, platform)
  )`,
  "create index lineage_by_name on lineage (name, id)",
  "create index lineage_of_team on lineage (team_id)",
  `create table image (
    id bigint generated always as identity primary key,
    lineage_id bigint not null references lineage,
    digest text not null,
    base text,
    first_seen_at timestamptz not null,
    composed_at timestamptz,
    whole boolean not null default false,
    unique (lineage_id, digest)
  )`,
  "create index image_by_digest on image (digest)",
  "alter table lineage add foreign key (image_id) references image deferrable initially deferred",
  `create table image_content (
    image_id bigint not null references image,
    position int not null,
    layer_id bigint references layer,
    content_id bigint not null references content,
    primary key (image_id, position)
  )`,
  "create index image_content_of on image_content (content_id)",
  "create index image_content_layer on image_content (layer_id)",
  `create table scan (
    id bigint generated always as identity primary key,
    lineage_id bigint not null references lineage,
    image_id bigint references image,
    digest bytea not null,
    taken_at timestamptz not null,
    received_at timestamptz not null,
    scanner text not null,
    version text not null,
    advisories_at timestamptz,
    rooms jsonb not null,
    contents bigint[],
    complete boolean not null,
    found int not null,
    actor text not null,
    unique (lineage_id, digest)
  )`,
  "create index scan_newest on scan (lineage_id, taken_at desc)",
  `create table finding (
    id bigint generated always as identity primary key,
    lineage_id bigint not null references lineage,
    fingerprint text not null,
    rule text not null,
    room text not null,
    title text not null,
    severity smallint not null check (severity between 0 and 4),
    priority smallint not null check (priority between 0 and 100),
    confidence text not null,
    subject text not null,
    purl text,
    aliases text[] not null,
    root_layer text,
    place text not null,
    fix text not null,
    deed text not null,
    excuse text,
    triage text not null default 'open' check (triage in ('open', 'triaged', 'fix-proposed')),
    first_found bigint not null references scan,
    last_found bigint references scan,
    closed_by bigint references scan,
    reason text check (reason in ('upgraded', 'removed', 'advisory-changed')),
    unseen text,
    opened_at timestamptz not null,
    closed_at timestamptz,
    check ((closed_by is null) = (reason is null)),
    check ((closed_by is null) = (closed_at is null)),
    unique (lineage_id, fingerprint)
  )`,
  "create index finding_pressing on finding (priority desc, id desc) where closed_by is null",
  "create index finding_pressing_of on finding (lineage_id, priority desc, id desc) where closed_by is null",
  "create index finding_aliases on finding using gin (aliases)",
  "create index finding_of_purl on finding (purl) where purl is not null",
  "create index finding_of_layer on finding (root_layer) where closed_by is null and root_layer is not null",
  `create table finding_event (
    id bigint generated always as identity,
    at timestamptz not null,
    finding_id bigint not null,
    lineage_id bigint not null,
    kind text not null,
    scan_id bigint,
    actor text not null,
    detail text,
    primary key (at, id)
  ) partition by range (at)`,
  "create index finding_event_of on finding_event (finding_id, at)",
  `create function ensure_event_month(moment timestamptz) returns void language plpgsql as $$
   declare
     first date := date_trunc('month', moment at time zone 'UTC')::date;
     called text := 'finding_event_' || to_char(first, 'YYYY_MM');
   begin
     if to_regclass(called) is not null then return; end if;
     perform pg_advisory_xact_lock(8470002);
     if to_regclass(called) is not null then return; end if;
     execute format('create table %I partition of finding_event for values from (%L) to (%L)',
       called, first::text || ' 00:00:00+00', (first + interval '1 month')::date::text || ' 00:00:00+00');
   end $$`,
  `create trigger finding_event_is_written_once before update or delete on finding_event
   for each statement execute function refuse_change()`,
];
