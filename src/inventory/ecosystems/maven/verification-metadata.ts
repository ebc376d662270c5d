import type { WholeReader } from "../../../core/reader.ts";
import { type PackageFact, type PassedOverFact, passedOverAt, type UnreadFact, unreadAt } from "../../facts.ts";
import { asPackage, isNamed } from "../as-package.ts";
import { isVendored } from "../vendored.ts";
import { eachXml } from "../xml.ts";
import { isPlain, mavenName, mavenPurl } from "./coordinates.ts";

/**
 * The checksums that Gradle holds artifacts against. They also name what builds the build, and what was once needed:
 * the list is never too short, and may be too long.
 */
export const verificationMetadata: WholeReader<PackageFact | PassedOverFact | UnreadFact> = {
  id: "inventory/gradle-verification-metadata",
  version: 1,
  limit: 32 * 1024 * 1024,
  wants: ({ type, path }) => type === "file" && isNamed(path, "gradle/verification-metadata.xml") && !isVendored(path),
  read: (file) => {
    const facts: (PackageFact | PassedOverFact | UnreadFact)[] = [];
    const isWhole = eachXml(file.text(), (event) => {
      if (event.kind !== "open" || event.name !== "component") return;
      const at = { ...file.place, line: event.line };
      const [group, artifact, version] = ["group", "name", "version"].map((name) => event.attributes.get(name));
      if (!isPlain(group) || !isPlain(artifact) || !isPlain(version)) {
        facts.push(passedOverAt(at, "withoutVersion", "listed without group, name or version"));
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
        }),
      );
    });
    if (!isWhole) facts.push(unreadAt(file.place, "not readable as XML"));
    return facts;
  },
};
