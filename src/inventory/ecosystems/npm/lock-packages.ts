import type { OpenFile } from "../../../core/reader.ts";
import { type PackageFact, type PassedOverFact, passedOverAt, type UnreadFact, unreadAt } from "../../facts.ts";
import { hashesIn } from "../integrity.ts";
import { type Fields, fieldsOf, textOf } from "../narrow.ts";
import { declaredPackage } from "./declared-package.ts";
import { linesOfKeys } from "./lines-of-keys.ts";
import { npmLicenses, npmNeeds } from "./manifest.ts";

const MODULES = "node_modules/";
/** Deeper and longer than any key that npm makes; they bound the walk up from a key. */
const MAX_DEPTH = 128;
const MAX_KEY = 4096;

/**
 * The `packages` of a lock file of version 2 or 3: keys are directories, and edges follow from Node's rule over
 * them. Keys outside `node_modules` are the project and its workspaces; what those ask for is direct.
 */
export function* readPackages(file: OpenFile, packages: Fields): Iterable<PackageFact | PassedOverFact | UnreadFact> {
  const lines = linesOfKeys(file.text(), "    ");
  const direct = directKeys(packages);
  for (const [key, value] of Object.entries(packages)) {
    if (!isInModules(key)) continue;
    const line = lines.get(key);
    const at = { ...file.place, ...(line !== undefined && { line }) };
    const entry = fieldsOf(value);
    if (entry === undefined) yield unreadAt(at, "an entry of the lock file is no object");
    else if (key.length > MAX_KEY) yield unreadAt(at, `an entry of the lock file has a key over ${MAX_KEY} characters`);
    else if (entry["link"] === true)
      continue; // a workspace, or a directory outside: no package of its own
    else yield asPackage(at, file.path, key, entry, packages, direct.has(key));
  }
}

function asPackage(
  at: PackageFact["at"],
  lock: string,
  key: string,
  entry: Fields,
  packages: Fields,
  direct: boolean,
): PackageFact | PassedOverFact {
  const name = textOf(entry["name"]) ?? key.slice(key.lastIndexOf(MODULES) + MODULES.length);
  const version = textOf(entry["version"]);
  if (version === undefined) return passedOverAt(at, "withoutVersion", "locked without a version");
  return declaredPackage({
    at,
    lock,
    name,
    version,
    key,
    needs: npmNeeds(entry)
      .map((need) => resolve(packages, key, need))
      .filter((found) => found !== undefined)
      .map((found) => [found]),
    scope: scopeOf(entry),
    direct,
    licenses: npmLicenses(entry),
    hashes: hashesIn(textOf(entry["integrity"])),
  });
}

/** npm marks what only development or only optional dependencies reach; `devOptional` is reached by one of each. */
export function scopeOf(entry: Fields): NonNullable<PackageFact["scope"]> {
  if (entry["dev"] === true) return "development";
  if (entry["optional"] === true || entry["devOptional"] === true) return "optional";
  return "production";
}

function directKeys(packages: Fields): Set<string> {
  const keys = new Set<string>();
  for (const [key, value] of Object.entries(packages)) {
    const entry = fieldsOf(value);
    if (isInModules(key) || entry === undefined) continue;
    const names = [...npmNeeds(entry), ...Object.keys(fieldsOf(entry["devDependencies"]) ?? {})];
    for (const name of names) {
      const found = resolve(packages, key, name);
      if (found !== undefined) keys.add(found);
    }
  }
  return keys;
}

function isInModules(key: string): boolean {
  return key.startsWith(MODULES) || key.includes(`/${MODULES}`);
}

/** The key that Node's rule finds for `name` from the directory `from`: the nearest `node_modules` that has it. */
function resolve(packages: Fields, from: string, name: string): string | undefined {
  if (from.length > MAX_KEY) return undefined;
  let directory = from;
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    const key = directory === "" ? MODULES + name : `${directory}/${MODULES}${name}`;
    if (Object.hasOwn(packages, key)) return key;
    if (directory === "") return undefined;
    directory = parentOf(directory);
  }
  return undefined;
}

/** The next directory upwards that may hold a `node_modules`. */
function parentOf(directory: string): string {
  const slash = directory.lastIndexOf("/");
  const parent = slash === -1 ? "" : directory.slice(0, slash);
  if (parent === "node_modules") return "";
  return parent.endsWith("/node_modules") ? parent.slice(0, -"/node_modules".length) : parent;
}
