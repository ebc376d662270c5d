import type { WholeReader } from "../../../core/reader.ts";
import { type PackageFact, type UnreadFact, unreadAt } from "../../facts.ts";
import { asPackage } from "../as-package.ts";
import { eachLine } from "../lines.ts";
import { isVendored } from "../vendored.ts";
import { isPlain, mavenName, mavenPurl } from "./coordinates.ts";

/** Gradle's lock file: `group:artifact:version=configuration,…`, without edges. */
export const gradleLock: WholeReader<PackageFact | UnreadFact> = {
  id: "inventory/gradle-lock",
  version: 1,
  limit: 16 * 1024 * 1024,
  wants: ({ type, path }) =>
    type === "file" &&
    path.endsWith("gradle.lockfile") &&
    isLock(path.slice(path.lastIndexOf("/") + 1)) &&
    !isVendored(path),
  read: (file) => {
    const facts: (PackageFact | UnreadFact)[] = [];
    eachLine(file.text(), (line, number) => {
      if (line.trim() === "" || line.startsWith("#") || line.startsWith("empty=")) return;
      const at = { ...file.place, line: number };
      const equals = line.indexOf("=");
      const [group, artifact, version, ...more] = (equals === -1 ? line : line.slice(0, equals)).split(":");
      if (!isPlain(group) || !isPlain(artifact) || !isPlain(version) || more.length > 0) {
        facts.push(unreadAt(at, "a line of the lock file is not as Gradle writes it"));
        return;
      }
      facts.push(
        asPackage({
          at,
          purl: mavenPurl({ group, artifact }),
          name: mavenName({ group, artifact }),
          version,
          relation: "declared",
          within: file.path,
          scope: scopeOf(equals === -1 ? [] : line.slice(equals + 1).split(",")),
        }),
      );
    });
    return facts;
  },
};

function isLock(name: string): boolean {
  return name === "gradle.lockfile" || name === "buildscript-gradle.lockfile";
}

/** Configurations have free names; those of Gradle's own plugins begin with what they are for. */
function scopeOf(configurations: readonly string[]): PackageFact["scope"] {
  if (configurations.length === 0) return undefined;
  if (configurations.some((name) => /(?:^r|R)untimeClasspath$/.test(name) && !name.startsWith("test")))
    return "production";
  return configurations.every((name) => name.startsWith("test") || name.startsWith("annotationProcessor"))
    ? "development"
    : undefined;
}
