import type { OpenFile, WholeReader } from "../../../core/reader.ts";
import { type PackageFact, type PassedOverFact, type UnreadFact, unreadAt } from "../../facts.ts";
import { fieldsOf, parseJson } from "../narrow.ts";
import { isVendored } from "../vendored.ts";
import { readPackages } from "./lock-packages.ts";
import { readTree } from "./lock-tree.ts";

/** npm's lock file in its three versions. Inside `node_modules` it tells about somebody else's development. */
export const packageLock: WholeReader<PackageFact | PassedOverFact | UnreadFact> = {
  id: "inventory/npm-package-lock",
  version: 3,
  wants: ({ type, path }) =>
    type === "file" &&
    (path.endsWith("package-lock.json") || path.endsWith("npm-shrinkwrap.json")) &&
    isLockFile(path.slice(path.lastIndexOf("/") + 1)) &&
    !isVendored(path),
  *read(file) {
    const lock = fieldsOf(parseJson(file.text()));
    if (lock === undefined) {
      yield unreadAt(file.place, "not readable as JSON");
      return;
    }
    yield* readLock(file, lock["packages"], lock["dependencies"], lock["lockfileVersion"]);
  },
};

function isLockFile(name: string): boolean {
  return name === "package-lock.json" || name === "npm-shrinkwrap.json";
}

/** Version 2 carries both forms; the newer one says more. A project without dependencies may carry none. */
function readLock(file: OpenFile, packages: unknown, tree: unknown, version: unknown) {
  const flat = fieldsOf(packages);
  if (flat !== undefined) return readPackages(file, flat);
  const nested = fieldsOf(tree);
  if (nested !== undefined) return readTree(file, nested);
  if (packages === undefined && tree === undefined && typeof version === "number") return [];
  return [unreadAt(file.place, "a package-lock without packages or dependencies")];
}
