import type { WholeReader } from "../../../core/reader.ts";
import { type PackageFact, type UnreadFact, unreadAt } from "../../facts.ts";
import { asPackage } from "../as-package.ts";
import { fieldsOf, parseJson } from "../narrow.ts";
import { sumsOf } from "../sums.ts";
import { nugetPurl } from "./purl.ts";

/**
 * What a built .NET program needs to run, as it lies beside the program: `libraries` name the packages, and the target
 * that it runs on says which needs which. The program's own projects are no packages.
 */
export const dotnetDeps: WholeReader<PackageFact | UnreadFact> = {
  id: "inventory/dotnet-deps",
  version: 1,
  limit: 32 * 1024 * 1024,
  wants: ({ type, path }) => type === "file" && path.endsWith(".deps.json"),
  *read(file) {
    const json = fieldsOf(parseJson(file.text()));
    const libraries = fieldsOf(json?.["libraries"]);
    if (json === undefined || libraries === undefined) {
      yield unreadAt(file.place, "not readable as the dependencies of a .NET program");
      return;
    }
    const needs = needsByLibrary(json["targets"]);
    const sums = sumsOf(file.bytes);
    for (const [key, value] of Object.entries(libraries)) {
      const slash = key.indexOf("/");
      const kind = fieldsOf(value)?.["type"];
      if (kind === "project") continue;
      if (slash < 1 || slash === key.length - 1) {
        yield unreadAt(file.place, "a library has no name or no version");
        continue;
      }
      const name = key.slice(0, slash);
      yield asPackage({
        at: file.place,
        purl: nugetPurl(name),
        name,
        version: key.slice(slash + 1),
        relation: "installed",
        within: file.path,
        key,
        needs: needs.get(key) ?? [],
        sums,
      });
    }
  },
};

/** `targets` → target → `Name/1.0.0` → `dependencies`: names with the chosen versions. */
function needsByLibrary(targets: unknown): Map<string, Set<string>> {
  const byLibrary = new Map<string, Set<string>>();
  for (const target of Object.values(fieldsOf(targets) ?? {})) {
    for (const [key, value] of Object.entries(fieldsOf(target) ?? {})) {
      const needs = byLibrary.get(key) ?? new Set();
      byLibrary.set(key, needs);
      for (const [name, version] of Object.entries(fieldsOf(fieldsOf(value)?.["dependencies"]) ?? {})) {
        if (typeof version === "string") needs.add(`${name}/${version}`);
      }
    }
  }
  return byLibrary;
}
