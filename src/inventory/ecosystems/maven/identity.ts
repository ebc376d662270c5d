import type { Contents } from "./archive-contents.ts";
import { type Coordinates, isPlain } from "./coordinates.ts";
import { knownGroup } from "./known-groups.ts";

/** What an archive is. Without a group it has a name and no place in a repository of Maven. */
export interface Identified {
  readonly artifact: string;
  readonly group?: string | undefined;
  readonly version?: string | undefined;
}

/**
 * Which artifact an archive itself is: of its `pom.properties` the one that fits its file name, or the only one;
 * else what its file name and its manifest say together.
 */
export function identify(fileName: string, { poms, manifest }: Pick<Contents, "poms" | "manifest">): Identified {
  const named = readFileName(fileName);
  const own = ownPom(named, poms);
  if (own !== undefined) return own;
  const artifact = named.artifact;
  const version = versionOf(named.version, manifest);
  return { artifact, group: groupOf(artifact, manifest), version };
}

interface FileName {
  readonly stem: string;
  readonly artifact: string;
  readonly version?: string;
}

/** `spring-core-6.1.1.jar`: the version begins with the first digit that stands behind a hyphen. */
function readFileName(fileName: string): FileName {
  const dot = fileName.lastIndexOf(".");
  const stem = dot > 0 ? fileName.slice(0, dot) : fileName;
  const match = /-[0-9]/.exec(stem);
  if (match === null || match.index === 0) return { stem, artifact: stem };
  return { stem, artifact: stem.slice(0, match.index), version: stem.slice(match.index + 1) };
}

function ownPom({ stem, artifact, version }: FileName, poms: readonly Coordinates[]): Coordinates | undefined {
  const fitting = poms.find(
    (pom) => stem === `${pom.artifact}-${pom.version}` || stem.startsWith(`${pom.artifact}-${pom.version}-`),
  );
  const alike = fitting ?? poms.find((pom) => pom.artifact === artifact || pom.artifact === stem);
  if (alike !== undefined) return alike;
  const [only] = poms;
  return poms.length === 1 && (version === undefined || version === only?.version) ? only : undefined;
}

const VERSIONS = ["Implementation-Version", "Bundle-Version", "Specification-Version"];

/** A classifier may follow the version in the name of the file: the manifest's shorter version goes before. */
function versionOf(named: string | undefined, manifest: ReadonlyMap<string, string>): string | undefined {
  const written = VERSIONS.map((attribute) => manifest.get(attribute)).filter(isPlain);
  if (named === undefined) return written[0];
  return written.find((version) => named.startsWith(`${version}-`)) ?? (isPlain(named) ? named : undefined);
}

/** The vendor's id, or a symbolic name that ends in the artifact's: `org.postgresql.jdbc` says nothing of `postgresql`. */
function groupOf(artifact: string, manifest: ReadonlyMap<string, string>): string | undefined {
  const known = knownGroup(artifact);
  if (known !== undefined) return known;
  const vendor = manifest.get("Implementation-Vendor-Id");
  if (isPlain(vendor) && vendor.includes(".")) return vendor;
  const dotted = artifact.replaceAll("-", ".");
  for (const attribute of ["Bundle-SymbolicName", "Automatic-Module-Name"]) {
    const [symbolic = ""] = (manifest.get(attribute) ?? "").split(";", 1);
    for (const end of [artifact, dotted]) {
      const group = symbolic.endsWith(`.${end}`) ? symbolic.slice(0, -end.length - 1) : "";
      if (isPlain(group) && group.includes(".")) return group;
    }
  }
  return undefined;
}
