import type { AffectedPart, Bound } from "../store/affected.ts";
import type { WholeRecord } from "../store/records.ts";

/** A record in OSV's form, with all that the store keeps of it; long descriptions are not kept. */
export interface OsvAnswer {
  readonly schema_version: string;
  readonly id: string;
  readonly modified: string;
  readonly [field: string]: unknown;
}

const SCHEMA = "1.7.0";

/** Ecosystems in which OSV orders ranges as semantic versions. */
const SEMANTIC: ReadonlySet<string> = new Set(["npm", "Go", "crates.io", "SwiftURL", "Hex", "Pub"]);

export function asOsvRecord({ id, source, malicious, details, packages }: WholeRecord): OsvAnswer {
  const { modified, published, withdrawn, summary, aliases, causes, related, links, vectors, severity } = details;
  return {
    schema_version: SCHEMA,
    id,
    modified,
    ...(published !== undefined && { published }),
    ...(withdrawn !== undefined && { withdrawn }),
    ...(aliases.length > 0 && { aliases }),
    ...(causes.length > 0 && { upstream: causes }),
    ...(related.length > 0 && { related }),
    summary,
    ...(vectors.length > 0 && { severity: vectors.map(asScore) }),
    affected: packages().flatMap(({ ecosystem, name, affected }) =>
      affected.map((part) => asOsvAffected(ecosystem, name, part)),
    ),
    references: links.map((url) => ({ type: "WEB", url })),
    database_specific: { source, ...(severity !== undefined && { severity }), ...(malicious && { malicious: true }) },
  };
}

function asScore(score: string): { type: string; score: string } {
  const type = score.startsWith("CVSS:4") ? "CVSS_V4" : score.startsWith("CVSS:3") ? "CVSS_V3" : "CVSS_V2";
  return { type, score };
}

function asOsvAffected(ecosystem: string, name: string, part: AffectedPart): object {
  const { ranges, versions, state, note, imports } = part;
  const type = SEMANTIC.has(ecosystem.split(":")[0] ?? "") ? "SEMVER" : "ECOSYSTEM";
  return {
    package: { ecosystem, name },
    ...(ranges.length > 0 && { ranges: ranges.map((bounds) => ({ type, events: bounds.map(asEvent) })) }),
    ...(versions.length > 0 && { versions }),
    ...(imports !== undefined && { ecosystem_specific: { imports } }),
    ...((state !== undefined || note !== undefined) && { database_specific: { state, note } }),
  };
}

function asEvent({ type, at }: Bound): object {
  return { [type]: at };
}
