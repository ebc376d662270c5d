/**
 * The packages that a `Depends` field names, as `deb-control(5)` writes them: `a (>= 1) | b, c:any [amd64]`.
 * One array of alternatives for each comma; versions and architectures are dropped, for the database of an
 * installed system already satisfies them.
 */
export function readRelations(field: string): string[][] {
  return field
    .split(",")
    .map((group) => group.split("|").map(nameOf).filter(Boolean))
    .filter((alternatives) => alternatives.length > 0);
}

function nameOf(relation: string): string {
  const name = relation.trim();
  for (let end = 0; end < name.length; end++) {
    if (" \t(:[<".includes(name[end] ?? "")) return name.slice(0, end);
  }
  return name;
}
