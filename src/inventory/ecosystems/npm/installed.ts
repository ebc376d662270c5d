import type { OpenFile, WholeReader } from "../../../core/reader.ts";
import { type PackageFact, type PassedOverFact, passedOverAt, type UnreadFact, unreadAt } from "../../facts.ts";
import { type Fields, fieldsOf, parseJson, textOf } from "../narrow.ts";
import { sumsOf } from "../sums.ts";
import { nameOfSupplier } from "../supplier.ts";
import { npmLicenses, npmNeeds, npmPurl } from "./manifest.ts";

const MANIFEST = "/package.json";
const MODULES = "node_modules/";
/** Where Debian puts modules for all programs; Node there looks no further up. */
const DEBIAN_MODULES = "usr/share/nodejs/";

/** The packages that lie in a `node_modules` directory, or where Debian keeps those of its own. */
export const npmInstalled: WholeReader<PackageFact | PassedOverFact | UnreadFact> = {
  id: "inventory/npm-installed",
  version: 2,
  limit: 4 * 1024 * 1024,
  wants: ({ type, path }) => type === "file" && path.endsWith(MANIFEST) && isPackageRoot(path),
  *read(file) {
    const manifest = fieldsOf(parseJson(file.text()));
    if (manifest === undefined) {
      yield unreadAt(file.place, "not readable as JSON");
      return;
    }
    const name = textOf(manifest["name"]);
    const version = textOf(manifest["version"]);
    if (name === undefined || version === undefined) {
      yield passedOverAt(file.place, "notPackages", "a package.json without name or version is no package");
      return;
    }
    yield asPackage(file, manifest, name, version);
  },
};

/** `…/node_modules/name/package.json` and `…/node_modules/@scope/name/package.json`, and nothing deeper. */
function isPackageRoot(path: string): boolean {
  const inModules = path.lastIndexOf(`/${MODULES}`);
  if (inModules !== -1) return isOneName(path, inModules + 1 + MODULES.length);
  if (path.startsWith(MODULES)) return isOneName(path, MODULES.length);
  return path.startsWith(DEBIAN_MODULES) && isOneName(path, DEBIAN_MODULES.length);
}

function isOneName(path: string, start: number): boolean {
  const slash = path.indexOf("/", start);
  const end = path.length - MANIFEST.length;
  if (slash === end) return path[start] !== "@";
  return path[start] === "@" && path.indexOf("/", slash + 1) === end;
}

function asPackage(file: OpenFile, manifest: Fields, name: string, version: string): PackageFact {
  const directory = file.path.slice(0, -MANIFEST.length);
  const { author } = manifest;
  const supplier = nameOfSupplier(textOf(author) ?? textOf(fieldsOf(author)?.["name"]));
  return {
    kind: "package",
    at: file.place,
    identity: { by: "purl", type: "npm", purl: npmPurl(name, version) },
    name,
    version,
    licenses: npmLicenses(manifest),
    ...(supplier !== undefined && { supplier }),
    relation: "installed",
    realm: { by: "directory", directory },
    key: directory,
    provides: [],
    needs: npmNeeds(manifest).map((need) => [need]),
    owns: [],
    sums: sumsOf(file.bytes),
  };
}
