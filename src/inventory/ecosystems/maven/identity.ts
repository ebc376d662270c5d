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
  const named = readFileName(fileName, manifest);
  const own = ownPom(named, poms);
  if (own !== undefined) return { ...own, version: longer(own.version, named.version) };
  const artifact = named.artifact;
  const version = versionOf(named.version, manifest);
  return { artifact, group: groupOf(artifact, version, manifest), version };
}

const VERSIONS = ["Implementation-Version", "Bundle-Version", "Specification-Version"];

interface FileName {
  readonly stem: string;
  readonly artifact: string;
  readonly version?: string;
}

/** The project was built for `12.4.2` and handed out as `12.4.2.jre11`. */
function longer(version: string | undefined, named: string | undefined): string | undefined {
  return version !== undefined && isPlain(named) && named.startsWith(`${version}.`) ? named : version;
}

/**
 * `spring-core-6.1.1.jar`: the version is what the manifest says, too, or begins with the first digit that stands
 * behind a hyphen.
 */
function readFileName(fileName: string, manifest: ReadonlyMap<string, string>): FileName {
  const dot = fileName.lastIndexOf(".");
  const stem = dot > 0 ? fileName.slice(0, dot) : fileName;
  const version = VERSIONS.map((attribute) => manifest.get(attribute)).find(
    (written) => isPlain(written) && stem.endsWith(`-${written}`) && stem.length > written.length + 1,
  );
  if (version !== undefined) return { stem, artifact: stem.slice(0, -version.length - 1), version };
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

/** A classifier may follow the version in the name of the file: the manifest's shorter version goes before. */
function versionOf(named: string | undefined, manifest: ReadonlyMap<string, string>): string | undefined {
  const written = VERSIONS.map((attribute) => manifest.get(attribute)).filter(isPlain);
  if (named === undefined || written.includes(named)) return named ?? written[0];
  return written.find((version) => named.startsWith(`${version}-`)) ?? (isPlain(named) ? named : undefined);
}

/** Vendors with many groups, none of which is this one. */
const TOO_WIDE: ReadonlySet<string> = new Set(["org.apache", "com.sun", "com.google", "com.github", "org.eclipse"]);

/** What some builds of Gradle write (`group#name;version`), the vendor's id, or a symbolic name that ends in the artifact's: `org.postgresql.jdbc` says nothing of `postgresql`. */
function groupOf(
  artifact: string,
  version: string | undefined,
  manifest: ReadonlyMap<string, string>,
): string | undefined {
  const known = knownGroup(artifact, version);
  if (known !== undefined) return known;
  const titled = /^([A-Za-z0-9_.-]{1,200})#[^;]{1,200};/.exec(manifest.get("Implementation-Title") ?? "")?.[1];
  if (isPlain(titled)) return titled;
  const vendor = manifest.get("Implementation-Vendor-Id");
  if (isPlain(vendor) && vendor.includes(".") && !TOO_WIDE.has(vendor)) return vendor;
  const dotted = artifact.replaceAll("-", ".");
  for (const attribute of ["Bundle-SymbolicName", "Automatic-Module-Name"]) {
    const [symbolic = ""] = (manifest.get(attribute) ?? "").split(";", 1);
    for (const end of [artifact, dotted]) {
      const group = symbolic.endsWith(`.${end}`) ? symbolic.slice(0, -end.length - 1) : "";
      if (TOO_WIDE.has(group)) return symbolic;
      if (isPlain(group) && group.includes(".")) return group;
    }
  }
  return undefined;
}
