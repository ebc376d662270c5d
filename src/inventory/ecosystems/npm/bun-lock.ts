import type { OpenFile, WholeReader } from "../../../core/reader.ts";
import { type PackageFact, type PassedOverFact, passedOverAt, type UnreadFact, unreadAt } from "../../facts.ts";
import { isNamed } from "../as-package.ts";
import { hashesIn } from "../integrity.ts";
import { type Fields, fieldsOf, parseJson, textOf } from "../narrow.ts";
import { scopesByReach } from "../reach.ts";
import { isVendored } from "../vendored.ts";
import { declaredPackage } from "./declared-package.ts";
import { npmNeeds } from "./manifest.ts";

/** Deeper than any tree that Bun writes. */
const MAX_DEPTH = 128;
const MAX_KEY = 4096;
const GROUPS = [
  ["production", ["dependencies", "peerDependencies"]],
  ["optional", ["optionalDependencies"]],
  ["development", ["devDependencies"]],
] as const;

/**
 * Bun's lock file in its text form: JSON with commas behind the last items. A key is the way to a package through
 * those that it lies in, `parent/name`.
 */
export const bunLock: WholeReader<PackageFact | PassedOverFact | UnreadFact> = {
  id: "inventory/npm-bun-lock",
  version: 2,
  limit: 32 * 1024 * 1024,
  wants: ({ type, path }) => type === "file" && isNamed(path, "bun.lock") && !isVendored(path),
  *read(file) {
    const lock = fieldsOf(parseJson(withoutLastCommas(file.text())));
    const packages = fieldsOf(lock?.["packages"]);
    if (lock === undefined || packages === undefined) {
      yield unreadAt(file.place, "not readable as a lock file of Bun");
      return;
    }
    yield* asPackages(
      file,
      packages,
      Object.values(fieldsOf(lock["workspaces"]) ?? {}).map((value) => fieldsOf(value) ?? {}),
    );
  },
};

/** Takes out each comma in front of a closing bracket; texts in quotes stay as they are. */
function withoutLastCommas(text: string): string {
  const parts: string[] = [];
  let start = 0;
  let comma = -1;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? "";
    if (character === '"') at = endOfText(text, at);
    if (character === ",") comma = at;
    else if ((character === "]" || character === "}") && comma !== -1) {
      parts.push(text.slice(start, comma));
      start = comma + 1;
      comma = -1;
    } else if (!" \t\r\n".includes(character)) comma = -1;
  }
  return parts.length === 0 ? text : parts.join("") + text.slice(start);
}

/** The position of the quote that ends the text that begins at `start`. */
function endOfText(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === '"') return at;
  }
  return text.length;
}

function* asPackages(
  file: OpenFile,
  packages: Fields,
  workspaces: readonly Fields[],
): Iterable<PackageFact | PassedOverFact | UnreadFact> {
  const needs = new Map(Object.entries(packages).map(([key, value]) => [key, needsOf(packages, key, value)]));
  const asked = Object.fromEntries(
    GROUPS.map(([scope, groups]) => [
      scope,
      askedIn(workspaces, groups).flatMap((name) => resolve(packages, "", name)),
    ]),
  ) as Record<"production" | "optional" | "development", string[]>;
  const direct = new Set(Object.values(asked).flat());
  const scopes = scopesByReach(asked, (key) => ({ required: needs.get(key) ?? [], optional: [] }));
  for (const [key, value] of Object.entries(packages)) {
    const written = Array.isArray(value) ? textOf(value[0]) : undefined;
    const at = written?.indexOf("@", 1) ?? -1;
    if (written === undefined || at === -1) {
      yield unreadAt(file.place, "an entry of the lock file has no name");
      continue;
    }
    const name = written.slice(0, at);
    const version = written.slice(at + 1);
    if (version.startsWith("workspace:")) continue;
    if (version.includes(":") || version.includes("/")) {
      yield passedOverAt(file.place, "withoutVersion", "locked without a version");
      continue;
    }
    const scope = scopes.get(key);
    const hashes = hashesIn(textOf(Array.isArray(value) ? value.at(-1) : undefined));
    yield declaredPackage({
      at: file.place,
      lock: file.path,
      name,
      version,
      key,
      needs: (needs.get(key) ?? []).map((need) => [need]),
      scope,
      direct: direct.has(key),
      hashes,
    });
  }
}

function askedIn(workspaces: readonly Fields[], groups: readonly string[]): string[] {
  return workspaces.flatMap((workspace) => groups.flatMap((group) => Object.keys(fieldsOf(workspace[group]) ?? {})));
}

/** One of the items of an entry is the object with what the package needs. */
function needsOf(packages: Fields, key: string, value: unknown): string[] {
  const about = Array.isArray(value)
    ? (value as unknown[]).map(fieldsOf).find((item) => item !== undefined)
    : undefined;
  return about === undefined ? [] : npmNeeds(about).flatMap((name) => resolve(packages, key, name));
}

/** What lies in the package itself goes before what lies in those around it. */
function resolve(packages: Fields, from: string, name: string): string[] {
  if (from.length > MAX_KEY) return [];
  let around = from;
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    const key = around === "" ? name : `${around}/${name}`;
    if (Object.hasOwn(packages, key)) return [key];
    if (around === "") return [];
    const slash = around.lastIndexOf("/");
    around = slash === -1 ? "" : around.slice(0, slash);
  }
  return [];
}
