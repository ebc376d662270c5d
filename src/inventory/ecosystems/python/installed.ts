import type { WholeReader } from "../../../core/reader.ts";
import { type PackageFact, type UnreadFact, unreadAt } from "../../facts.ts";
import { sumsOf } from "../sums.ts";
import { describedProject } from "./metadata.ts";

/**
 * Installed Python projects: `METADATA` of a `.dist-info` directory, `PKG-INFO` of an `.egg-info` directory or of an
 * unpacked egg, and an `.egg-info` that is itself the file.
 */
export const pythonInstalled: WholeReader<PackageFact | UnreadFact> = {
  id: "inventory/python-installed",
  version: 3,
  limit: 16 * 1024 * 1024,
  wants: ({ type, path }) =>
    type === "file" &&
    (path.endsWith(".dist-info/METADATA") ||
      path.endsWith(".egg-info/PKG-INFO") ||
      path.endsWith(".egg/EGG-INFO/PKG-INFO") ||
      path.endsWith(".egg-info")),
  *read(file) {
    const lies = { at: file.place, site: siteOf(file.path), sums: sumsOf(file.bytes) };
    yield describedProject(file.text(), lies) ??
      unreadAt(file.place, "the metadata of a Python project has no name or no version");
  },
};

/** The directory that holds the `.dist-info`: what is installed together lies there together. */
function siteOf(path: string): string {
  if (path.endsWith("/EGG-INFO/PKG-INFO")) return path.split("/").slice(0, -3).join("/");
  const information = path.endsWith(".egg-info") ? path : path.slice(0, path.lastIndexOf("/"));
  return information.slice(0, Math.max(0, information.lastIndexOf("/")));
}
