import type { WholeReader } from "../../../core/reader.ts";
import { type PackageFact, type UnreadFact, unreadAt } from "../../facts.ts";
import { asPackage } from "../as-package.ts";
import { fieldsOf, parseJson, textOf } from "../narrow.ts";

const DIRECTORY = "conda-meta/";

/** Packages in an environment of Conda: one record each in its `conda-meta`. */
export const condaInstalled: WholeReader<PackageFact | UnreadFact> = {
  id: "inventory/conda-installed",
  version: 1,
  limit: 32 * 1024 * 1024,
  wants: ({ type, path }) => type === "file" && path.endsWith(".json") && isIn(path, DIRECTORY),
  *read(file) {
    const entry = fieldsOf(parseJson(file.text()));
    const name = textOf(entry?.["name"]);
    const version = textOf(entry?.["version"]);
    if (entry === undefined || name === undefined || version === undefined) {
      yield unreadAt(file.place, "a record of Conda has no name or no version");
      return;
    }
    const license = textOf(entry["license"]);
    const needs = Array.isArray(entry["depends"]) ? (entry["depends"] as unknown[]) : [];
    yield asPackage({
      at: file.place,
      purl: { type: "conda", name: name.toLowerCase(), qualifiers: qualifiersOf(entry) },
      name,
      version,
      relation: "installed",
      within: `conda ${file.path.slice(0, file.path.lastIndexOf("/"))}`,
      needs: needs.filter((need) => typeof need === "string").map((need) => need.split(" ", 1)[0] ?? ""),
      licenses: license === undefined ? [] : [license],
    });
  },
};

function isIn(path: string, directory: string): boolean {
  const start = path.lastIndexOf("/") + 1 - directory.length;
  return start >= 0 && path.startsWith(directory, start) && (start === 0 || path[start - 1] === "/");
}

/** Builds of one version differ: they are made against other libraries. */
function qualifiersOf(entry: Readonly<Record<string, unknown>>): Record<string, string> {
  return { build: textOf(entry["build"]) ?? "", subdir: textOf(entry["subdir"]) ?? "" };
}
