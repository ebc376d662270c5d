import type { Waiver } from "../core/configuration.ts";
import type { Finding, JudgedFinding, Suppression } from "../core/finding.ts";

/** A waiver holds through its last day, in UTC. */
export function hasExpired(waiver: Waiver, now: Date): boolean {
  return now.toISOString().slice(0, 10) > waiver.until;
}

export function suppressionOf(
  finding: Pick<JudgedFinding, "id" | "rule">,
  waivers: readonly Waiver[],
  now: Date,
): Suppression | null {
  const waiver = waivers.find((candidate) => matches(candidate, finding) && !hasExpired(candidate, now));
  return waiver === undefined ? null : { by: waiver.owner, reason: waiver.reason, until: waiver.until };
}

/** Expired waivers that still match something: they are listed, and what they hid fires again. */
export function expiredWaivers(waivers: readonly Waiver[], findings: readonly Finding[], now: Date): string[] {
  return waivers
    .filter((waiver) => hasExpired(waiver, now) && findings.some((finding) => matches(waiver, finding)))
    .map(({ match, owner, until }) => `${match} (${owner}, until ${until})`);
}

function matches(waiver: Waiver, finding: Pick<JudgedFinding, "id" | "rule">): boolean {
  return waiver.match === finding.rule || waiver.match === finding.id;
}
