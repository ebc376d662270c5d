import type { Coverage } from "./gap.ts";
import type { Place } from "./place.ts";

/** Code-unit order: the same on every machine, whatever its locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function comparePlaces(a: Place, b: Place): number {
  return (
    compareText(a.path ?? "", b.path ?? "") ||
    (a.line ?? 0) - (b.line ?? 0) ||
    (a.column ?? 0) - (b.column ?? 0) ||
    compareText(a.layer ?? "", b.layer ?? "") ||
    compareText(a.commit ?? "", b.commit ?? "") ||
    compareText(a.ref ?? "", b.ref ?? "")
  );
}

/** Sorted, each place once. */
export function distinctPlaces(places: readonly Place[]): Place[] {
  const sorted = [...places].sort(comparePlaces);
  return sorted.filter((place, index) => {
    const before = sorted[index - 1];
    return before === undefined || comparePlaces(before, place) !== 0;
  });
}

export function compareCoverage(a: Coverage, b: Coverage): number {
  return compareText(a.analyzer, b.analyzer);
}
