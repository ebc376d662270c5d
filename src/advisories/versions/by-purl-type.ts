import { apk } from "./apk.ts";
import { deb } from "./deb.ts";
import { go } from "./go.ts";
import { maven } from "./maven.ts";
import { npm } from "./npm.ts";
import { nuget } from "./nuget.ts";
import { packagist } from "./packagist.ts";
import { pep440 } from "./pep440.ts";
import { pub } from "./pub.ts";
import { rpm } from "./rpm.ts";
import { rubygems } from "./rubygems.ts";
import type { VersionScheme } from "./scheme.ts";
import { semver } from "./semver.ts";

const BY_TYPE: ReadonlyMap<string, VersionScheme> = new Map([
  ["alpm", rpm],
  ["apk", apk],
  ["cargo", semver],
  ["composer", packagist],
  ["deb", deb],
  ["gem", rubygems],
  ["golang", go],
  ["hex", semver],
  ["maven", maven],
  ["npm", npm],
  ["nuget", nuget],
  ["pub", pub],
  ["pypi", pep440],
  ["rpm", rpm],
  ["swift", semver],
]);

/** Negative when `a` is older than `b` in the order of a type of package URL; undefined when they cannot be compared. */
export function compareVersions(type: string, a: string, b: string): number | undefined {
  return BY_TYPE.get(type)?.compare(a, b);
}
