import type { VersionScheme } from "./scheme.ts";
import { compareLists, semver } from "./semver.ts";

/** Dart's order: semantic versions, of which those with build metadata come after those without (pub_semver). */
export const pub: VersionScheme = {
  compare: (a, b) =>
    semver.compare(a, b) || (semver.compare(a, b) === 0 ? compareBuilds(buildOf(a), buildOf(b)) : undefined),
};

function buildOf(version: string): string[] {
  const plus = version.indexOf("+");
  return plus === -1
    ? []
    : version
        .trim()
        .slice(plus + 1)
        .split(".");
}

function compareBuilds(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return a.length - b.length;
  return compareLists(a, b);
}
