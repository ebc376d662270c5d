import type { VersionScheme } from "./scheme.ts";
import { semver } from "./semver.ts";

/** npm's order. */
export const npm: VersionScheme = {
  compare: semver.compare,
  releaseOf: (version) => /^v?(\d+\.\d+\.\d+)-[0-9A-Za-z]/.exec(version)?.[1],
};
