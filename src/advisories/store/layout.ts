/** Raised when the tables change: a file of another layout is not read, and its owner is told to build it anew. */
export const LAYOUT = 1;

/**
 * One row a package and record, so that a look-up touches one page. `affected` is JSON: the ranges and versions of the
 * record for this package. `source` names the feed, so that one feed can be replaced alone.
 */
export const TABLES = `
create table layout (version integer not null) strict;
create table source (
  name text primary key, origin text not null, fetched_at text not null, newest_modified text not null,
  records integer not null, refused integer not null, sha256 text not null
) strict, without rowid;
create table package (
  ecosystem text not null, name text not null, record text not null, affected text not null, source text not null,
  primary key (ecosystem, name, record)
) strict, without rowid;
create table record (
  id text primary key, source text not null, modified text not null, withdrawn text, summary text not null,
  severity text, basis text, malicious integer not null, aliases text not null, links text not null
) strict, without rowid;
create table exploited (cve text primary key, since text not null) strict, without rowid;
create table likelihood (cve text primary key, epss real not null) strict, without rowid;
`;

/** How a name is looked up: each ecosystem folds in its own way, and on both sides. */
export function foldName(ecosystem: string, name: string): string {
  switch (ecosystem.split(":")[0]) {
    case "PyPI":
      return name.toLowerCase().replace(/[-_.]+/g, "-");
    case "Go":
    case "NuGet":
    case "Packagist":
      return name.toLowerCase();
    default:
      return name;
  }
}
