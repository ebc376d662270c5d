import type { WholeReader } from "../../../core/reader.ts";
import { type PackageFact, type PassedOverFact, passedOverAt, type UnreadFact, unreadAt } from "../../facts.ts";
import { asPackage, isNamed } from "../as-package.ts";
import { isVendored } from "../vendored.ts";
import { eachXml } from "../xml.ts";
import { nugetPurl } from "./purl.ts";

/** The list of packages that projects of the old .NET Framework keep. */
export const packagesConfig: WholeReader<PackageFact | PassedOverFact | UnreadFact> = {
  id: "inventory/nuget-packages-config",
  version: 1,
  limit: 8 * 1024 * 1024,
  wants: ({ type, path }) => type === "file" && isNamed(path, "packages.config") && !isVendored(path),
  read: (file) => {
    const facts: (PackageFact | PassedOverFact | UnreadFact)[] = [];
    const isWhole = eachXml(file.text(), (event) => {
      if (event.kind !== "open" || event.name !== "package") return;
      const at = { ...file.place, line: event.line };
      const name = event.attributes.get("id");
      const version = event.attributes.get("version");
      if (!name || !version) {
        facts.push(passedOverAt(at, "withoutVersion", "listed without a name or a version"));
        return;
      }
      facts.push(
        asPackage({
          at,
          purl: nugetPurl(name),
          name,
          version,
          relation: "declared",
          within: file.path,
          scope: event.attributes.get("developmentDependency") === "true" ? "development" : "production",
        }),
      );
    });
    if (!isWhole) facts.push(unreadAt(file.place, "not readable as XML"));
    return facts;
  },
};
