import { deb } from "./deb.ts";
import { pep440 } from "./pep440.ts";
import type { VersionScheme } from "./scheme.ts";
import { semver } from "./semver.ts";

/** By the ecosystem's name without its release; what is not here cannot be judged, and is said. */
const SCHEMES: Readonly<Record<string, VersionScheme>> = {
  npm: semver,
  Go: semver,
  "crates.io": semver,
  PyPI: pep440,
  Debian: deb,
  Ubuntu: deb,
};

export function schemeOf(ecosystem: string): VersionScheme | undefined {
  return SCHEMES[ecosystem.split(":")[0] ?? ""];
}

export type { VersionScheme } from "./scheme.ts";
