import * as z from "zod";
import { type State, stateOf } from "../state.ts";
import type { Affected, AffectedPart, Bound } from "../store/affected.ts";
import { type Entry, type EntryPackage, NOTICES, type Notice } from "../store/entry.ts";
import { foldName } from "../store/layout.ts";
import { schemeOf } from "../versions/index.ts";
import { isInRange } from "../versions/range.ts";
import { canonicalEcosystem, isUbuntuPro } from "./ecosystem.ts";
import type { OsvAffected, OsvRecord } from "./schema.ts";
import { gradeOf } from "./severity.ts";

/** Ecosystems whose records tell of updates that mend several holes at once. */
const DISTRIBUTIONS = /^(?:Debian|Ubuntu|Alpine|AlmaLinux|Rocky Linux|Red Hat|SUSE|openSUSE|Mageia|openEuler)(?::|$)/;

/** Most links of a record that are kept. */
const LINKS = 5;

/**
 * What we keep of a record of OSV. With `only`, no more than what it says of that ecosystem: a zip of one ecosystem also
 * holds what its records say of others, but not all that is known of those.
 */
export function asEntry(record: OsvRecord, only?: string): Entry {
  const grade = gradeOf(record);
  const related = record.related ?? [];
  const answersToRelated = (record.affected ?? []).some((part) => DISTRIBUTIONS.test(part.package?.ecosystem ?? ""));
  const isCause = (name: string) => answersToRelated && name.startsWith("CVE-");
  return {
    id: record.id,
    malicious: isMalicious(record),
    details: {
      summary: titleOf(record),
      ...(grade !== undefined && { severity: grade.severity, basis: grade.basis }),
      aliases: record.aliases ?? [],
      causes: [...new Set([...(record.upstream ?? []), ...related.filter(isCause)])],
      related: related.filter((name) => !isCause(name)),
      ...noticeOf(record),
      links: (record.references ?? []).slice(0, LINKS).map(({ url }) => url),
      vectors: vectorsOf(record),
      modified: record.modified,
      ...(record.published !== undefined && { published: record.published }),
      ...(record.withdrawn !== undefined && { withdrawn: record.withdrawn }),
    },
    packages: packagesOf(record).filter(({ ecosystem }) => only === undefined || ecosystem.split(":")[0] === only),
  };
}

/** Only what all parts of a record agree on. */
function noticeOf({ affected = [] }: OsvRecord): { notice?: Notice } {
  const words = new Set(affected.map(({ database_specific: specific }) => specific?.["informational"]));
  const notice = NOTICES.find((word) => words.has(word));
  return words.size === 1 && notice !== undefined ? { notice } : {};
}

function vectorsOf({ severity = [], affected = [] }: OsvRecord): string[] {
  const all = [...severity, ...affected.flatMap((part) => part.severity ?? [])];
  return [...new Set(all.map(({ score }) => score))].slice(0, LINKS);
}

function titleOf({ summary, details, id }: OsvRecord): string {
  const line =
    (summary ?? details ?? "")
      .split("\n")
      .find((text) => text.trim() !== "")
      ?.replace(/^#+\s*/, "")
      .trim() ?? "";
  return line === "" ? id : line.length > 200 ? `${line.slice(0, 199)}…` : line;
}

/** Malware that was published as a package: the MAL- records, and advisories classed as embedded malicious code. */
function isMalicious({ id, database_specific: specific }: OsvRecord): boolean {
  const weaknesses = specific?.cwe_ids;
  return id.startsWith("MAL-") || (Array.isArray(weaknesses) && weaknesses.includes("CWE-506"));
}

/** A record may name one package several times; its parts belong together. */
function packagesOf({ affected }: OsvRecord): EntryPackage[] {
  const packages = new Map<string, { ecosystem: string; name: string; affected: AffectedPart[] }>();
  for (const part of affected ?? []) {
    if (part.package === undefined) continue;
    const ecosystem = canonicalEcosystem(part.package.ecosystem);
    if (isUbuntuPro(part.package.ecosystem) && speaksForAll(affected ?? [], part.package.name, ecosystem)) continue;
    const name = foldName(ecosystem, part.package.name);
    const key = `${ecosystem}\0${name}`;
    const known = packages.get(key);
    if (known === undefined) packages.set(key, { ecosystem, name, affected: [partOf(part, ecosystem)] });
    else known.affected.push(partOf(part, ecosystem));
  }
  return [...packages.values()];
}

/** Whether a record tells of a package in Ubuntu as everybody has it: then what it says of Ubuntu Pro adds nothing here. */
function speaksForAll(affected: readonly OsvAffected[], name: string, ecosystem: string): boolean {
  return affected.some(
    ({ package: other }) =>
      other?.name === name && !isUbuntuPro(other.ecosystem) && canonicalEcosystem(other.ecosystem) === ecosystem,
  );
}

function partOf(part: OsvAffected, ecosystem: string): Affected[number] {
  const named = part.ranges ?? [];
  const ranges = named.filter(({ type }) => type !== "GIT").map(({ events }) => events.flatMap(boundsOf));
  const state = stateIn(part);
  const imports = importsOf(part);
  const isPro = isUbuntuPro(part.package?.ecosystem ?? "");
  return {
    ranges,
    versions: listedBeyond(ranges, part.versions ?? [], ecosystem),
    ...(state !== undefined && { state }),
    ...(isPro && { note: "the fix is part of Ubuntu Pro" }),
    ...(imports.length > 0 && { imports }),
    ...(named.length > 0 && ranges.length === 0 && (part.versions ?? []).length === 0 && { onlyCommits: true }),
  };
}

function boundsOf({
  introduced,
  fixed,
  last_affected,
}: {
  introduced?: string;
  fixed?: string;
  last_affected?: string;
}) {
  return [
    ...(introduced === undefined ? [] : [{ type: "introduced", at: introduced } as const]),
    ...(fixed === undefined ? [] : [{ type: "fixed", at: fixed } as const]),
    ...(last_affected === undefined ? [] : [{ type: "last_affected", at: last_affected } as const]),
  ];
}

/** A listed version that a range holds anyway says nothing more; whole histories are listed, and would fill the store. */
function listedBeyond(ranges: readonly (readonly Bound[])[], versions: readonly string[], ecosystem: string) {
  const scheme = schemeOf(ecosystem);
  if (scheme === undefined || ranges.length === 0) return versions;
  return versions.filter((version) => !ranges.some((range) => isInRange(range, version, scheme) === true));
}

/** A distribution's word for how it stands, where its record has one. */
function stateIn({ ecosystem_specific, database_specific }: OsvAffected): State | undefined {
  const words = [ecosystem_specific?.state, ecosystem_specific?.urgency, database_specific?.state];
  return words.map(stateOf).find((state) => state !== undefined);
}

/** The Go team names the packages and functions of a module in which a hole lies (go.dev/security/vuln/database). */
const Imports = z.array(z.object({ path: z.string(), symbols: z.array(z.string()).default([]) }));

function importsOf({ ecosystem_specific }: OsvAffected): z.infer<typeof Imports> {
  const parsed = Imports.safeParse(ecosystem_specific?.["imports"]);
  return parsed.success ? parsed.data : [];
}
