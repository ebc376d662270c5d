import type { Place } from "../../../core/place.ts";
import type { OpenFile, WholeReader } from "../../../core/reader.ts";
import { type PackageFact, type PassedOverFact, passedOverAt, type UnreadFact, unreadAt } from "../../facts.ts";
import { asPackage, isNamed } from "../as-package.ts";
import { isVendored } from "../vendored.ts";
import { isPlain, mavenName, mavenPurl } from "./coordinates.ts";
import { type Declared, type Pom, readPom } from "./pom-contents.ts";

type Found = PackageFact | PassedOverFact | UnreadFact;

/**
 * Maven's manifest, as far as it goes alone: what it asks for itself, with the versions that stand in it. Parents and
 * imported lists lie in repositories that are not asked; what depends on them, and all that is needed further on, is
 * said to be unresolved.
 */
export const mavenPom: WholeReader<Found> = {
  id: "inventory/maven-pom",
  version: 1,
  limit: 8 * 1024 * 1024,
  wants: ({ type, path }) => type === "file" && isNamed(path, "pom.xml") && !isVendored(path),
  *read(file) {
    const pom = readPom(file.text());
    if (pom === undefined) {
      yield unreadAt(file.place, "not readable as a manifest of Maven");
      return;
    }
    const managed = new Map(pom.managed.map((other) => [nameIn(other, pom), other]));
    const found = pom.dependencies.map((dependency) => fromDependency(file, pom, dependency, managed));
    yield* found;
    if (found.length > 0) yield unreadAt(file.place, whatIsMissing(found));
  },
};

/** One gap for the manifest: the dependencies that have no version here are listed one by one beside it. */
function whatIsMissing(found: readonly Found[]): string {
  const open = found.filter(({ kind }) => kind !== "package").length;
  const versions = open === 0 ? "" : `, nor the versions of ${open} that a parent or an imported list sets`;
  return `a pom.xml does not say what its ${found.length} dependencies need in turn${versions}`;
}

function nameIn({ group, artifact }: Declared, pom: Pom): string {
  return `${filledIn(group, pom)}:${filledIn(artifact, pom)}`;
}

function fromDependency(
  file: OpenFile,
  pom: Pom,
  dependency: Declared,
  managedByName: ReadonlyMap<string, Declared>,
): Found {
  const at: Place = { ...file.place, line: dependency.line };
  const group = filledIn(dependency.group, pom);
  const artifact = filledIn(dependency.artifact, pom);
  if (!isPlain(group) || !isPlain(artifact)) {
    return passedOverAt(at, "unresolved", "a dependency whose name the manifest alone does not say");
  }
  const managed = managedByName.get(`${group}:${artifact}`);
  const version = filledIn(dependency.version || managed?.version || "", pom);
  if (!isPlain(version)) {
    return passedOverAt(at, "unresolved", `the version of ${group}:${artifact} stands in a parent or an imported list`);
  }
  return asPackage({
    at,
    purl: mavenPurl({ group, artifact }),
    name: mavenName({ group, artifact }),
    version,
    relation: "declared",
    within: file.path,
    direct: true,
    scope: scopeOf(dependency.scope || managed?.scope || "compile", dependency.optional),
  });
}

function scopeOf(scope: string, optional: string): PackageFact["scope"] {
  if (scope === "test") return "development";
  return optional === "true" || scope === "provided" ? "optional" : "production";
}

/** Puts in the properties of this manifest, which may name each other. */
function filledIn(written: string, { properties }: Pom): string {
  let text = written;
  for (let round = 0; round < MOST_ROUNDS && text.includes("${") && text.length < LONGEST; round++) {
    text = text.replaceAll(/\$\{([^${}]{1,200})\}/g, (whole, name: string) => properties.get(name) ?? whole);
  }
  return text;
}

const MOST_ROUNDS = 8;
/** A property that names itself twice doubles each round. */
const LONGEST = 1024;
