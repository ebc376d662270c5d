import type { OpenFile, WholeReader } from "../../../core/reader.ts";
import { type PackageFact, type PassedOverFact, passedOverAt, type UnreadFact, unreadAt } from "../../facts.ts";
import { asPackage, isNamed } from "../as-package.ts";
import { type Fields, fieldsOf, parseJson, textOf } from "../narrow.ts";
import { isVendored } from "../vendored.ts";
import { composerPurl } from "./purl.ts";

type Found = PackageFact | PassedOverFact | UnreadFact;

/** What Composer has installed: `vendor/composer/installed.json`, of Composer 1 a list, of 2 an object. */
export const composerInstalled: WholeReader<Found> = {
  id: "inventory/composer-installed",
  version: 2,
  limit: 32 * 1024 * 1024,
  wants: ({ type, path }) => type === "file" && isNamed(path, "composer/installed.json"),
  *read(file) {
    const json = parseJson(file.text());
    const object = fieldsOf(json);
    const packages = object === undefined ? json : object["packages"];
    if (!Array.isArray(packages)) {
      yield unreadAt(file.place, "not readable as what Composer has installed");
      return;
    }
    const development = new Set(listOf(object?.["dev-package-names"]).filter((name) => typeof name === "string"));
    for (const entry of packages as unknown[]) {
      yield fromEntry(file, entry, "installed", (name) => (development.has(name) ? "development" : undefined));
    }
  },
};

/** Composer's lock file. What the project itself asks for stands in its manifest alone. */
export const composerLock: WholeReader<Found> = {
  id: "inventory/composer-lock",
  version: 2,
  limit: 32 * 1024 * 1024,
  wants: ({ type, path }) => type === "file" && isNamed(path, "composer.lock") && !isVendored(path),
  *read(file) {
    const lock = fieldsOf(parseJson(file.text()));
    if (lock === undefined || !Array.isArray(lock["packages"])) {
      yield unreadAt(file.place, "not readable as a lock file of Composer");
      return;
    }
    const lines = linesOfNames(file.text());
    const lists = [
      ["packages", "production"],
      ["packages-dev", "development"],
    ] as const;
    for (const [list, scope] of lists) {
      for (const entry of listOf(lock[list])) yield fromEntry(file, entry, "declared", () => scope, lines);
    }
  },
};

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Composer indents by four, so a package's own name stands behind twelve blanks. */
function linesOfNames(text: string): Map<string, number> {
  const lines = new Map<string, number>();
  let number = 0;
  for (const line of text.split("\n")) {
    number++;
    const match = /^ {12}"name": "([^"]+)",?$/.exec(line);
    if (match?.[1] !== undefined && !lines.has(match[1])) lines.set(match[1], number);
  }
  return lines;
}

function fromEntry(
  file: OpenFile,
  value: unknown,
  relation: PackageFact["relation"],
  scopeOf: (name: string) => PackageFact["scope"],
  lines?: ReadonlyMap<string, number>,
): Found {
  const entry = fieldsOf(value);
  const name = textOf(entry?.["name"]);
  if (entry === undefined || name === undefined) return unreadAt(file.place, "an entry of Composer has no name");
  const line = lines?.get(name);
  const at = { ...file.place, ...(line !== undefined && { line }) };
  const version = textOf(entry["version"]);
  if (version === undefined) return passedOverAt(at, "withoutVersion", "locked without a version");
  const sum = textOf(fieldsOf(entry["dist"])?.["shasum"]) ?? "";
  return asPackage({
    at,
    purl: composerPurl(name),
    name,
    version,
    relation,
    within: file.path,
    key: name.toLowerCase(),
    provides: [...keysOf(entry["replace"]), ...keysOf(entry["provide"])],
    needs: keysOf(entry["require"]),
    licenses: licensesOf(entry),
    hashes: /^[0-9a-f]{40}$/.test(sum) ? [`sha1:${sum}`] : [],
    scope: scopeOf(name),
  });
}

function keysOf(value: unknown): string[] {
  return Object.keys(fieldsOf(value) ?? {}).map((name) => name.toLowerCase());
}

/** Several licences are alternatives (getcomposer.org/doc/04-schema.md). */
function licensesOf(entry: Fields): string[] {
  const named = listOf(entry["license"]).filter((license) => typeof license === "string");
  return named.length < 2 ? named : [named.join(" OR ")];
}
