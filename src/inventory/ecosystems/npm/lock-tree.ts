import type { Place } from "../../../core/place.ts";
import type { OpenFile } from "../../../core/reader.ts";
import { type PackageFact, type PassedOverFact, passedOverAt, type UnreadFact, unreadAt } from "../../facts.ts";
import { hashesIn } from "../integrity.ts";
import { type Fields, fieldsOf, textOf } from "../narrow.ts";
import { declaredPackage } from "./declared-package.ts";
import { linesInTree } from "./lines-of-keys.ts";
import { scopeOf } from "./lock-packages.ts";

/** Deeper and longer than any tree that npm makes. */
const MAX_DEPTH = 128;
const MAX_KEY = 16_384;

/** One `dependencies` object of the tree, with the one around it. */
interface Level {
  readonly entries: Fields;
  readonly path: string;
  readonly above?: Level;
  readonly depth: number;
}

/**
 * The nested `dependencies` of a lock file of version 1. It does not say what the project itself asks for: that
 * stands in the manifest alone, so `direct` stays unknown.
 */
export function* readTree(file: OpenFile, dependencies: Fields): Iterable<PackageFact | PassedOverFact | UnreadFact> {
  const lines = linesInTree(file.text());
  const waiting: Level[] = [{ entries: dependencies, path: "", depth: 0 }];
  for (let level = waiting.pop(); level !== undefined; level = waiting.pop()) {
    if (level.depth > MAX_DEPTH || level.path.length > MAX_KEY) {
      yield unreadAt(file.place, `a dependency tree deeper than ${MAX_DEPTH} levels or ${MAX_KEY} characters`);
      return;
    }
    for (const [name, value] of Object.entries(level.entries)) {
      const entry = fieldsOf(value);
      const line = lines.get(keyIn(level, name));
      const at = { ...file.place, ...(line !== undefined && { line }) };
      if (entry === undefined) {
        yield unreadAt(at, "an entry of the lock file is no object");
        continue;
      }
      const inside = fieldsOf(entry["dependencies"]);
      const own = inside && { entries: inside, path: keyIn(level, name), above: level, depth: level.depth + 1 };
      if (own !== undefined) waiting.push(own);
      yield asPackage(at, file.path, level, own, name, entry);
    }
  }
}

function asPackage(
  at: Place,
  lock: string,
  level: Level,
  own: Level | undefined,
  alias: string,
  entry: Fields,
): PackageFact | PassedOverFact {
  const { name, version } = called(alias, textOf(entry["version"]));
  if (version === undefined) return passedOverAt(at, "withoutVersion", "locked without a version");
  return declaredPackage({
    at,
    lock,
    name,
    version,
    key: keyIn(level, alias),
    needs: Object.keys(fieldsOf(entry["requires"]) ?? {})
      .map((need) => resolve(own ?? level, need))
      .filter((found) => found !== undefined)
      .map((found) => [found]),
    scope: scopeOf(entry),
    hashes: hashesIn(textOf(entry["integrity"])),
  });
}

/**
 * An alias stands as `npm:real-name@1.0.0` in place of the version; a directory, an archive or a repository stands
 * there with its address, and has no version that the lock knows.
 */
function called(alias: string, version: string | undefined): { name: string; version?: string } {
  if (version?.startsWith("npm:")) {
    const at = version.lastIndexOf("@");
    if (at > "npm:".length) return { name: version.slice("npm:".length, at), version: version.slice(at + 1) };
  }
  if (version === undefined || version.includes(":") || version.includes("/")) return { name: alias };
  return { name: alias, version };
}

function resolve(from: Level, name: string): string | undefined {
  for (let level: Level | undefined = from; level !== undefined; level = level.above) {
    if (Object.hasOwn(level.entries, name)) return keyIn(level, name);
  }
  return undefined;
}

function keyIn({ path }: Level, name: string): string {
  return `${path}/node_modules/${name}`;
}
