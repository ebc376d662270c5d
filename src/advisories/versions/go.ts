import type { VersionScheme } from "./scheme.ts";
import { semver } from "./semver.ts";

/** Go's order: semantic versions, and Go's own releases as the tool writes them (`go1.22rc2`). */
export const go: VersionScheme = {
  compare: (a, b) => semver.compare(asSemver(a), asSemver(b)),
};

/** `go1.22rc2` is 1.22.0-rc.2 to the advisories of the standard library; what follows a space names a build. */
function asSemver(version: string): string {
  const match = /^(?:go)?(\d+(?:\.\d+)*)(?:(rc|beta)(\d+))?(?: .*)?$/.exec(version.slice(0, 512));
  if (match === null) return version;
  const [, release = "", phase, number] = match;
  return phase === undefined ? release : `${release}-${phase}.${number}`;
}
