import type { OpenFile, WholeReader } from "../../../core/reader.ts";
import { type PackageFact, type PassedOverFact, passedOverAt, type UnreadFact, unreadAt } from "../../facts.ts";
import { asPackage, isNamed } from "../as-package.ts";
import { type Fields, fieldsOf, parseJson, textOf } from "../narrow.ts";
import { isVendored } from "../vendored.ts";
import { nugetPurl } from "./purl.ts";

type Found = PackageFact | PassedOverFact | UnreadFact;

/** NuGet's lock file: for each framework that the project is built for, what was chosen and what that needs. */
export const nugetLock: WholeReader<Found> = {
  id: "inventory/nuget-lock",
  version: 1,
  limit: 32 * 1024 * 1024,
  wants: ({ type, path }) => type === "file" && isNamed(path, "packages.lock.json") && !isVendored(path),
  *read(file) {
    const frameworks = fieldsOf(fieldsOf(parseJson(file.text()))?.["dependencies"]);
    if (frameworks === undefined) {
      yield unreadAt(file.place, "not readable as a lock file of NuGet");
      return;
    }
    for (const [framework, entries] of Object.entries(frameworks)) {
      for (const [name, value] of Object.entries(fieldsOf(entries) ?? {})) {
        const entry = fieldsOf(value) ?? {};
        if (entry["type"] === "Project") continue;
        yield fromLock(file, framework, name, entry);
      }
    }
  },
};

function fromLock(file: OpenFile, framework: string, name: string, entry: Fields): Found {
  const version = textOf(entry["resolved"]);
  if (version === undefined) return passedOverAt(file.place, "withoutVersion", "locked without a version");
  return asPackage({
    at: file.place,
    purl: nugetPurl(name),
    name,
    version,
    relation: "declared",
    within: `${file.path} ${framework}`,
    key: name.toLowerCase(),
    needs: Object.keys(fieldsOf(entry["dependencies"]) ?? {}).map((need) => need.toLowerCase()),
    direct: entry["type"] === "Direct",
  });
}

/** What `dotnet restore` found out, in the folder `obj`: as the lock, with the projects among the packages. */
export const nugetAssets: WholeReader<Found> = {
  id: "inventory/nuget-assets",
  version: 1,
  limit: 64 * 1024 * 1024,
  wants: ({ type, path }) => type === "file" && isNamed(path, "project.assets.json") && !isVendored(path),
  *read(file) {
    const json = fieldsOf(parseJson(file.text()));
    const targets = fieldsOf(json?.["targets"]);
    if (json === undefined || targets === undefined) {
      yield unreadAt(file.place, "not readable as the assets of a .NET project");
      return;
    }
    const direct = directIn(json);
    for (const [target, libraries] of Object.entries(targets)) {
      for (const [key, value] of Object.entries(fieldsOf(libraries) ?? {})) {
        const slash = key.indexOf("/");
        const entry = fieldsOf(value) ?? {};
        if (entry["type"] !== "package" || slash < 1) continue;
        const name = key.slice(0, slash);
        yield asPackage({
          at: file.place,
          purl: nugetPurl(name),
          name,
          version: key.slice(slash + 1),
          relation: "declared",
          within: `${file.path} ${target}`,
          key: name.toLowerCase(),
          needs: Object.keys(fieldsOf(entry["dependencies"]) ?? {}).map((need) => need.toLowerCase()),
          direct: direct.has(name.toLowerCase()),
        });
      }
    }
  },
};

function directIn(json: Fields): Set<string> {
  const frameworks = Object.values(fieldsOf(fieldsOf(json["project"])?.["frameworks"]) ?? {});
  const names = frameworks.flatMap((framework) => Object.keys(fieldsOf(fieldsOf(framework)?.["dependencies"]) ?? {}));
  return new Set(names.map((name) => name.toLowerCase()));
}
