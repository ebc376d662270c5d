import type { Bound } from "../store/affected.ts";
import type { VersionScheme } from "./scheme.ts";

/** Whether a version lies in a range (OSV schema, "evaluation"); undefined when they cannot be compared. */
export function isInRange(range: readonly Bound[], version: string, scheme: VersionScheme): boolean | undefined {
  const opening = openingOf(range, version, scheme);
  return opening === undefined ? undefined : opening !== "";
}

/**
 * The bound at which the stretch begins that holds the version, empty when none does; undefined when they cannot be
 * compared. Walks the bounds in order of version: each `introduced` opens, each `fixed` or passed `last_affected` closes.
 */
export function openingOf(range: readonly Bound[], version: string, scheme: VersionScheme): string | undefined {
  let opened = "";
  for (const bound of inOrder(range, scheme)) {
    const order = compareBound(bound.at, version, scheme);
    if (order === undefined) return undefined;
    if (bound.type === "introduced" && order <= 0) opened = bound.at;
    if (bound.type === "fixed" && order <= 0) opened = "";
    if (bound.type === "last_affected" && order < 0) opened = "";
  }
  return opened;
}

export function inOrder(range: readonly Bound[], scheme: VersionScheme): readonly Bound[] {
  return range.length < 2 ? range : range.toSorted((a, b) => compareBound(a.at, b.at, scheme) ?? 0);
}

/** `0` stands for the beginning of all versions. */
function compareBound(bound: string, version: string, scheme: VersionScheme): number | undefined {
  if (bound === "0") return version === "0" ? 0 : -1;
  if (version === "0") return 1;
  return scheme.compare(bound, version);
}
