import type { Finding } from "../../core/finding.ts";
import type { Gap } from "../../core/gap.ts";
import { subjectOf } from "../../core/subject.ts";

/** What one look at the tree said. */
export interface Sight {
  readonly findings: readonly Finding[];
  /** What could not be looked at: more of it after an edit than before is as bad as a new finding. */
  readonly gaps: readonly Gap[];
}

/** How often each rule fires on what, in which file. */
export type Tally = ReadonlyMap<string, { readonly rule: string; readonly path: string; readonly places: number }>;

/**
 * Counts places by rule, subject and file. Not by the finding's id: pinning an action renames it in the findings of
 * other rules, which are not new for that.
 */
export function tallyOf({ findings, gaps }: Sight): Tally {
  const tally = new Map<string, { rule: string; path: string; places: number }>();
  const count = (rule: string, about: unknown, path: string) => {
    const key = JSON.stringify([rule, about, path]);
    const known = tally.get(key);
    if (known === undefined) tally.set(key, { rule, path, places: 1 });
    else known.places++;
  };
  for (const { rule, subject, locations } of findings) {
    for (const { path = "" } of locations) count(rule, subjectOf(subject), path);
  }
  for (const { where, reason } of gaps) count(`not seen (${reason})`, "gap", where.replace(/:\d+(?: .*)?$/, ""));
  return tally;
}

/** What fires more often than before. */
export function newIn(now: Tally, before: Tally): { readonly rule: string; readonly path: string }[] {
  return [...now].filter(([key, { places }]) => places > (before.get(key)?.places ?? 0)).map(([, one]) => one);
}

/** How many places of a finding lie in a file. */
export function placesOf(findings: readonly Finding[], id: string, path: string): number {
  const found = findings.filter((finding) => finding.id === id);
  return found.reduce((sum, { locations }) => sum + locations.filter((place) => place.path === path).length, 0);
}
