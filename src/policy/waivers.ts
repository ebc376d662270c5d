import type { Waiver } from "../core/configuration.ts";
import type { Finding, JudgedFinding, Suppression } from "../core/finding.ts";

/** A waiver holds through its last day, in UTC. */
export function hasExpired(waiver: Waiver, now: Date): boolean {
  return now.toISOString().slice(0, 10) > waiver.until;
}

/** What a waiver looks at. */
type Waived = Pick<JudgedFinding, "id" | "rule" | "aliases" | "locations">;

export function suppressionOf(finding: Waived, waivers: readonly Waiver[], now: Date): Suppression | null {
  const waiver = waivers.find((candidate) => matches(candidate, finding) && !hasExpired(candidate, now));
  return waiver === undefined ? null : { by: waiver.owner, reason: waiver.reason, until: waiver.until };
}

/** Expired waivers that still match something: they are listed, and what they hid fires again. */
export function expiredWaivers(waivers: readonly Waiver[], findings: readonly Finding[], now: Date): string[] {
  return waivers
    .filter((waiver) => hasExpired(waiver, now) && findings.some((finding) => matches(waiver, finding)))
    .map(({ match, owner, until }) => `${match} (${owner}, until ${until})`);
}

function matches({ match, path }: Waiver, { id, rule, aliases, locations }: Waived): boolean {
  if (match !== rule && match !== id && !aliases.includes(match)) return false;
  return path === undefined || (locations.length > 0 && locations.every((place) => isWithin(place.path, path)));
}

function isWithin(path: string | undefined, root: string): boolean {
  const folder = root.replace(/^\.\//, "").replace(/\/$/, "");
  return path === folder || path?.startsWith(`${folder}/`) === true;
}
