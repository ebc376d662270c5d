import type { PackageFact, PackageLicensesFact } from "../facts.ts";

/**
 * Gives packages the licences that lie in files of their own. Packages made from one source may share the file: then
 * only one of them has it, and the others link to it.
 */
export function withLicenses(
  packages: readonly PackageFact[],
  lists: readonly PackageLicensesFact[],
): readonly PackageFact[] {
  if (lists.length === 0) return packages;
  const byOwner = new Map(lists.map((list) => [`${list.type} ${list.owner}`, list.licenses]));
  const bySource = new Map<string, readonly string[]>();
  for (const fact of packages) {
    const own = byOwner.get(ownName(fact));
    const source = sourceOf(fact);
    if (own !== undefined && source !== undefined && !bySource.has(source)) bySource.set(source, own);
  }
  return packages.map((fact) => {
    if (fact.identity.by !== "distribution" || fact.licenses.length > 0) return fact;
    const licenses = byOwner.get(ownName(fact)) ?? bySource.get(sourceOf(fact) ?? "");
    return licenses === undefined ? fact : { ...fact, licenses };
  });
}

function ownName({ identity, name }: PackageFact): string {
  return `${identity.type} ${name}`;
}

function sourceOf({ identity, source }: PackageFact): string | undefined {
  return source === undefined ? undefined : `${identity.type} ${source.name} ${source.version}`;
}
