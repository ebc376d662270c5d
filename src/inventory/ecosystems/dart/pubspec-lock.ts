import type { WholeReader } from "../../../core/reader.ts";
import { type PackageFact, type PassedOverFact, passedOverAt, type UnreadFact, unreadAt } from "../../facts.ts";
import { asPackage, isNamed } from "../as-package.ts";
import { eachIndented } from "../npm/indented.ts";
import { isVendored } from "../vendored.ts";

interface Locked {
  readonly line: number;
  readonly name: string;
  dependency: string;
  source: string;
  version: string;
}

/** Dart's lock file: flat. A transitive package may be needed for development alone; the lock does not say. */
export const pubspecLock: WholeReader<PackageFact | PassedOverFact | UnreadFact> = {
  id: "inventory/pubspec-lock",
  version: 1,
  limit: 16 * 1024 * 1024,
  wants: ({ type, path }) => type === "file" && isNamed(path, "pubspec.lock") && !isVendored(path),
  *read(file) {
    const { locked, unknown, hasPackages } = readLock(file.text());
    if (!hasPackages) yield unreadAt(file.place, "not readable as a lock file of Dart");
    for (const { line, name, dependency, source, version } of locked) {
      const at = { ...file.place, line };
      if (source === "sdk" || source === "path") continue; // a part of the SDK, or of the project itself
      if (version === "") {
        yield passedOverAt(at, "withoutVersion", "locked without a version");
        continue;
      }
      const scope = SCOPES.get(dependency);
      yield asPackage({
        at,
        purl: { type: "pub", name: name.toLowerCase() },
        name,
        version,
        relation: "declared",
        within: file.path,
        scope,
        direct: dependency.startsWith("direct"),
      });
    }
    if (unknown !== undefined) {
      yield unreadAt({ ...file.place, line: unknown }, "a line of the lock file is not as Dart writes it");
    }
  },
};

const SCOPES = new Map([
  ["direct main", "production"],
  ["direct dev", "development"],
] as const) as ReadonlyMap<string, "production" | "development">;

function readLock(text: string): { locked: Locked[]; unknown: number | undefined; hasPackages: boolean } {
  const locked: Locked[] = [];
  let section = "";
  let hasPackages = false;
  const unknown = eachIndented(text, ({ number, indent, key, value }) => {
    if (indent === 0) {
      section = key;
      hasPackages ||= key === "packages";
    } else if (section !== "packages") return;
    else if (indent === 2) locked.push({ line: number, name: key, dependency: "", source: "", version: "" });
    else if (indent === 4) {
      const entry = locked.at(-1);
      if (entry !== undefined && (key === "dependency" || key === "source" || key === "version")) entry[key] = value;
    }
  });
  return { locked, unknown, hasPackages };
}
