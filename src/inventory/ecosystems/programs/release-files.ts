import type { WholeReader } from "../../../core/reader.ts";
import { type PackageFact, type PassedOverFact, passedOverAt } from "../../facts.ts";
import { asPackage, isNamed } from "../as-package.ts";
import { readProperties } from "../maven/properties.ts";

/** Java run-time environments and the tools of Go say their version in a file at their root. */
export const releaseFiles: WholeReader<PackageFact | PassedOverFact> = {
  id: "inventory/release-files",
  version: 1,
  limit: 64 * 1024,
  wants: ({ type, path, size }) =>
    type === "file" && size < 64 * 1024 && (isNamed(path, "release") || isNamed(path, "go/VERSION")),
  *read(file) {
    const found = isNamed(file.path, "release") ? javaIn(file.text()) : goIn(file.text());
    if (found === undefined) {
      if (isNamed(file.path, "go/VERSION")) yield passedOverAt(file.place, "withoutVersion", "Go without a version");
      return; // many programs have a file of the name `release`
    }
    yield asPackage({
      at: file.place,
      purl: { type: "generic", name: found.name },
      name: found.name,
      version: found.version,
      relation: "installed",
      within: `release ${file.path}`,
    });
  },
};

interface Release {
  readonly name: string;
  readonly version: string;
}

/** `JAVA_VERSION="17.0.15"`, since Java 7. */
function javaIn(text: string): Release | undefined {
  const version = /^"?([0-9][0-9A-Za-z._+-]{0,40})"?$/.exec(readProperties(text).get("JAVA_VERSION") ?? "")?.[1];
  return version === undefined ? undefined : { name: "openjdk", version };
}

/** `go1.22.1` in the first line. */
function goIn(text: string): Release | undefined {
  const version = /^go([0-9]+\.[0-9][0-9A-Za-z.]{0,20})/.exec(text)?.[1];
  return version === undefined ? undefined : { name: "go", version };
}
