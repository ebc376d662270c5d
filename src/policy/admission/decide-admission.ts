import { type FailOn, isAtLeast, type Severity } from "../../core/severity.ts";
import type { Sight } from "../lifecycle/look.ts";

/** What an environment asks of what is to run in it. */
export interface Standard {
  readonly failOn: FailOn;
  /** Whether only what is new against what runs there counts. */
  readonly onlyNew: boolean;
  /** Rooms that must have been seen whole. */
  readonly rooms: readonly string[];
  /** How old the newest look at a room may be, in days. */
  readonly mostDays: number;
}

/** A finding of the image in question. */
export interface Present {
  readonly fingerprint: string;
  readonly title: string;
  readonly severity: Severity;
  readonly fix: string;
  readonly purl: string | null;
  readonly aliases: readonly string[];
  readonly rootLayer: string | null;
  readonly lineage: number;
}

/** A waiver that is approved, and has not ended. */
export interface WaiverInForce {
  readonly id: number;
  readonly lineage: number | null;
  readonly kind: "finding" | "component" | "hole" | "layer" | "lineage";
  readonly about: string;
  readonly until: Date;
}

/** The newest look at a room of the image. */
export interface SeenRoom {
  readonly sight: Sight;
  readonly at: Date;
  /** How new the advisories are that it was judged by; missing where it was judged by none. */
  readonly advisoriesAt?: Date;
}

export interface Reason {
  readonly kind: "never-seen" | "not-seen" | "partly-seen" | "stale" | "stale-advisories" | "finding";
  readonly text: string;
  /** What would make this reason go away. */
  readonly remedy: string;
}

export interface Admission {
  readonly admitted: boolean;
  readonly reasons: readonly Reason[];
  /** Findings that count and that no waiver covers. */
  readonly unaccepted: readonly string[];
  readonly waiversUsed: readonly number[];
  /** When the first waiver that was needed ends. */
  readonly until: Date | null;
}

export interface Question {
  readonly standard: Standard;
  /** Null where the image was never looked at. */
  readonly rooms: ReadonlyMap<string, SeenRoom> | null;
  readonly findings: readonly Present[];
  /** Fingerprints of what runs there now; null where nothing does, or nobody knows what. */
  readonly deployed: ReadonlySet<string> | null;
  readonly waivers: readonly WaiverInForce[];
  readonly now: Date;
}

const DAY = 86_400_000;

/**
 * Lets an image through or not. What was not seen, not whole or too long ago is refused: there is no exemption for
 * anything. Each reason says what would make it go away.
 */
export function decideAdmission({ standard, rooms, findings, deployed, waivers, now }: Question): Admission {
  const reasons: Reason[] =
    rooms === null ? [NEVER_SEEN] : standard.rooms.flatMap((room) => unseen(room, rooms, standard, now));
  const used = new Map<number, Date>();
  const unaccepted: string[] = [];
  for (const finding of findings) {
    if (!isAtLeast(finding.severity, standard.failOn)) continue;
    if (standard.onlyNew && deployed?.has(finding.fingerprint)) continue;
    const waiver = waivers.find((one) => covers(one, finding, now));
    if (waiver === undefined) {
      unaccepted.push(finding.fingerprint);
      reasons.push({
        kind: "finding",
        text: `${finding.severity}: ${finding.title}`,
        remedy: finding.fix === "" ? "Mend it, or have it waived." : `${finding.fix} Or have it waived.`,
      });
    } else used.set(waiver.id, waiver.until);
  }
  const ends = [...used.values()].sort((a, b) => a.getTime() - b.getTime());
  return {
    admitted: reasons.length === 0,
    reasons,
    unaccepted: unaccepted.sort(),
    waiversUsed: [...used.keys()].sort((a, b) => a - b),
    until: ends[0] ?? null,
  };
}

const NEVER_SEEN: Reason = {
  kind: "never-seen",
  text: "nobody has looked at this image",
  remedy: "Run `waybill check` and `waybill sbom` on it, and push both.",
};

function unseen(room: string, rooms: ReadonlyMap<string, SeenRoom>, { mostDays }: Standard, now: Date): Reason[] {
  const seen = rooms.get(room);
  if (seen === undefined)
    return [{ kind: "not-seen", text: `nobody has looked at its ${room}`, remedy: "Push a report that covers it." }];
  if (seen.sight !== "complete")
    return [
      {
        kind: "partly-seen",
        text: `the newest look saw only part of its ${room}`,
        remedy: "Mend what the report's coverage names, look again and push it.",
      },
    ];
  if (now.getTime() - seen.at.getTime() > mostDays * DAY)
    return [
      {
        kind: "stale",
        text: `the newest look at its ${room} is of ${seen.at.toISOString().slice(0, 10)}`,
        remedy: `Look again: it may be ${mostDays} days old.`,
      },
    ];
  if (seen.advisoriesAt !== undefined && now.getTime() - seen.advisoriesAt.getTime() > mostDays * DAY)
    return [
      {
        kind: "stale-advisories",
        text: `its components were judged by advisories of ${seen.advisoriesAt.toISOString().slice(0, 10)}`,
        remedy: `Renew the advisories, the hub's or the scanner's, and look again: they may be ${mostDays} days old.`,
      },
    ];
  return [];
}

/** Whether a waiver covers a finding now. An ended one covers nothing, whoever forgot to take it away. */
export function covers({ lineage, kind, about, until }: WaiverInForce, finding: Present, now: Date): boolean {
  if (until <= now || (lineage !== null && lineage !== finding.lineage)) return false;
  switch (kind) {
    case "finding":
      return finding.fingerprint === about;
    case "component":
      return finding.purl !== null && (finding.purl === about || finding.purl.startsWith(`${about}@`));
    case "hole":
      return finding.aliases.includes(about);
    case "layer":
      return finding.rootLayer === about;
    case "lineage":
      return lineage === finding.lineage;
  }
}
