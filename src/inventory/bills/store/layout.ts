/** Raised when the tables change: a file of another layout is not read. */
export const LAYOUT = 3;

/**
 * Bills by target, and components once however many bills hold them. `base` is a package URL without version and
 * qualifiers, `short` the last part of a name: `log4j-core` of `org.apache.logging.log4j:log4j-core`.
 * `image_layer` holds all layers of an image, lowest at position 0; `layer` the names of those that places name.
 * `edge` is read from what is needed to what needs it, since the question is always who brought something.
 */
export const TABLES = `
create table layout (version integer not null) strict;
create table bill (
  n integer primary key, kind text not null, ref text not null, platform text not null, digest text, revision text,
  stored_at text not null, whole integer not null, gaps integer not null, components integer not null,
  unique (ref, kind, platform)
) strict;
create table component (
  n integer primary key, purl text not null unique, type text not null, name text not null collate nocase,
  short text not null collate nocase, version text, base text not null, source_name text, source_version text
) strict;
create index component_name on component (name);
create index component_short on component (short);
create index component_base on component (base);
create table holding (
  component integer not null, bill integer not null references bill on delete cascade,
  relation text not null, scope text, direct integer, owner text, primary key (component, bill)
) strict, without rowid;
create index holding_bill on holding (bill);
create table image_layer (
  bill integer not null references bill on delete cascade, position integer not null, diff_id text not null,
  primary key (bill, position)
) strict, without rowid;
create index image_layer_lowest on image_layer (diff_id, position);
create table layer (n integer primary key, digest text not null unique) strict;
create table place (
  bill integer not null references bill on delete cascade, component integer not null,
  path text, line integer, layer integer references layer
) strict;
create index place_of on place (bill, component);
create table edge (
  bill integer not null references bill on delete cascade, needed integer not null, needing integer not null,
  primary key (bill, needed, needing)
) strict, without rowid;
`;
