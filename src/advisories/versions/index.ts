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

/** By the ecosystem's name without its release; what is not here cannot be judged, and is said. */
const SCHEMES: Readonly<Record<string, VersionScheme>> = {
  npm,
  Go: go,
  "crates.io": semver,
  PyPI: pep440,
  Maven: maven,
  RubyGems: rubygems,
  NuGet: nuget,
  Packagist: packagist,
  Hex: semver,
  Pub: pub,
  SwiftURL: semver,
  Debian: deb,
  Ubuntu: deb,
  Alpine: apk,
  AlmaLinux: rpm,
  "Rocky Linux": rpm,
  "Red Hat": rpm,
};

export function schemeOf(ecosystem: string): VersionScheme | undefined {
  const name = ecosystem.split(":")[0] ?? "";
  return Object.hasOwn(SCHEMES, name) ? SCHEMES[name] : undefined;
}

export type { VersionScheme } from "./scheme.ts";
