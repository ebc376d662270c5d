/** Raised when the tables change: a file of another layout is not read, and its owner is told to build it anew. */
export const LAYOUT = 3;

/**
 * One row a package and record, so that a look-up touches one page; what is only shown lies packed in blocks.
 * `covered` says which feed speaks for which ecosystem: without any, silence means nothing. Kinds of `source`:
 * `osv`, `release` (a distribution's own truth about its releases, which outranks OSV), `exploited`, `likelihood`.
 * `modified` of a record is in seconds since 1970. `cursor` is how far increments have come, `full_at` when the whole was last read. `name` finds records by what they are
 * called, by a hash: rows that an increment left behind point to no record or to another, so who reads compares names.
 */
export const TABLES = `
create table layout (version integer not null) strict;
create table source (
  n integer primary key, name text not null, kind text not null, origin text not null, fetched_at text not null,
  newest_modified text not null, records integer not null, refused integer not null, sha256 text not null,
  etag text, last_modified text, cursor text not null, full_at text not null, licence text not null
) strict;
create table ecosystem (n integer primary key, name text not null unique) strict;
create table covered (ecosystem integer not null, source integer not null, primary key (ecosystem, source)) strict, without rowid;
create table package (
  ecosystem integer not null, name text not null, record integer not null, affected any not null,
  primary key (ecosystem, name, record)
) strict, without rowid;
create index package_by_record on package (record);
create table name (hash integer not null, record integer not null, primary key (hash, record)) strict, without rowid;
create table record (
  n integer primary key, source integer not null, id text not null, withdrawn integer not null, malicious integer not null,
  block integer not null, at integer not null, length integer not null, modified integer not null, unique (source, id)
) strict;
create table block (n integer primary key, source integer not null, bytes blob not null) strict;
create table exploited (cve integer primary key, since text not null) strict;
create table likelihood (cve integer primary key, chance integer not null, percentile integer not null) strict;
`;

/** How a name is looked up: each ecosystem folds in its own way, and on both sides. */
export function foldName(ecosystem: string, name: string): string {
  switch (ecosystem.split(":")[0]) {
    case "PyPI":
      return name.toLowerCase().replace(/[-_.]+/g, "-");
    case "crates.io":
      return name.toLowerCase().replaceAll("_", "-");
    case "Go":
    case "NuGet":
    case "Packagist":
    case "SwiftURL":
      return name.toLowerCase();
    default:
      return name;
  }
}
