import type { VersionScheme } from "./scheme.ts";
import { semver } from "./semver.ts";

/** NuGet's order: semantic versions with up to four numbers, whatever the case of their words. */
export const nuget: VersionScheme = {
  compare: (a, b) => semver.compare(a.toLowerCase(), b.toLowerCase()),
};
