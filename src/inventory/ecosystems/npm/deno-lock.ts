import type { OpenFile, WholeReader } from "../../../core/reader.ts";
import { type PackageFact, type PassedOverFact, passedOverAt, type UnreadFact, unreadAt } from "../../facts.ts";
import { isNamed } from "../as-package.ts";
import { hashesIn } from "../integrity.ts";
import { type Fields, fieldsOf, parseJson, textOf } from "../narrow.ts";
import { isVendored } from "../vendored.ts";
import { declaredPackage } from "./declared-package.ts";
import { linesOfKeys } from "./lines-of-keys.ts";

const FORMS: ReadonlySet<string> = new Set(["3", "4", "5"]);
const NPM = "npm:";

/** Deno's lock file in its versions 3 to 5: packages of npm with their edges; other modules are counted. */
export const denoLock: WholeReader<PackageFact | PassedOverFact | UnreadFact> = {
  id: "inventory/npm-deno-lock",
  version: 1,
  limit: 32 * 1024 * 1024,
  wants: ({ type, path }) => type === "file" && isNamed(path, "deno.lock") && !isVendored(path),
  *read(file) {
    const lock = fieldsOf(parseJson(file.text()));
    if (lock === undefined || !FORMS.has(textOf(lock["version"]) ?? "")) {
      yield unreadAt(file.place, "not readable as a lock file of Deno of version 3, 4 or 5");
      return;
    }
    const inside = fieldsOf(lock["packages"]) ?? lock; // version 3 keeps all but addresses one level deeper
    const packages = fieldsOf(inside["npm"]) ?? {};
    yield* asPackages(file, packages, keysAsked(fieldsOf(inside["specifiers"]) ?? {}, packages));
    const others = [inside["jsr"], lock["remote"]].flatMap((modules) => Object.keys(fieldsOf(modules) ?? {})).length;
    if (others > 0) yield passedOverAt(file.place, "withoutPurl", `${others} modules of JSR or of plain addresses`);
  },
};

function* asPackages(
  file: OpenFile,
  packages: Fields,
  direct: ReadonlySet<string>,
): Iterable<PackageFact | PassedOverFact | UnreadFact> {
  const lines = linesOfKeys(file.text(), "    ");
  const byName = new Map<string, string>();
  for (const key of Object.keys(packages)) byName.set(called(key).name, key);
  for (const [key, value] of Object.entries(packages)) {
    const line = lines.get(key);
    const at = { ...file.place, ...(line !== undefined && { line }) };
    const entry = fieldsOf(value);
    const { name, version } = called(key);
    if (entry === undefined || name === "") yield unreadAt(at, "an entry of the lock file has no name");
    else if (version === "") yield passedOverAt(at, "withoutVersion", "locked without a version");
    else {
      const needs = [...needsIn(entry["dependencies"]), ...needsIn(entry["optionalDependencies"])];
      yield declaredPackage({
        at,
        lock: file.path,
        name,
        version,
        key,
        needs: needs.map((need) => [Object.hasOwn(packages, need) ? need : (byName.get(need) ?? need)]),
        direct: direct.has(key),
        hashes: hashesIn(textOf(entry["integrity"])),
      });
    }
  }
}

/** `react-dom@18.2.0_react@18.2.0`: behind an underscore stand the peers that it was resolved with. */
function called(key: string): { name: string; version: string } {
  const at = key.indexOf("@", 1);
  if (at === -1) return { name: key, version: "" };
  const [version = ""] = key.slice(at + 1).split("_", 1);
  return { name: key.slice(0, at), version };
}

/** Names alone where the lock holds one version; in version 3 an object whose values are keys. */
function needsIn(written: unknown): string[] {
  const needs = Array.isArray(written) ? (written as unknown[]) : Object.values(fieldsOf(written) ?? {});
  return needs.filter((need) => typeof need === "string").map(withoutAlias);
}

/** `alias@npm:name@1.0.0` → the key of what it stands for. */
function withoutAlias(need: string): string {
  const alias = need.indexOf(`@${NPM}`, 1);
  return alias === -1 ? need : need.slice(alias + 1 + NPM.length);
}

/** `npm:express@4.18` with `4.18.2`, and in version 3 with `npm:express@4.18.2`. */
function keysAsked(specifiers: Fields, packages: Fields): Set<string> {
  const keys = Object.entries(specifiers).flatMap(([asked, chosen]) => {
    if (!asked.startsWith(NPM) || typeof chosen !== "string") return [];
    return chosen.startsWith(NPM) ? chosen.slice(NPM.length) : `${called(asked.slice(NPM.length)).name}@${chosen}`;
  });
  return new Set(keys.filter((key) => Object.hasOwn(packages, key)));
}
