import type { OpenFile, WholeReader } from "../../../core/reader.ts";
import { type PackageFact, type UnreadFact, unreadAt } from "../../facts.ts";
import { asPackage, isNamed } from "../as-package.ts";
import { fieldsOf, parseJson, textOf } from "../narrow.ts";
import { isVendored } from "../vendored.ts";

/** Conan's lock file: of version 2 three flat lists, of version 1 a graph. */
export const conanLock: WholeReader<PackageFact | UnreadFact> = {
  id: "inventory/conan-lock",
  version: 1,
  limit: 16 * 1024 * 1024,
  wants: ({ type, path }) => type === "file" && isNamed(path, "conan.lock") && !isVendored(path),
  *read(file) {
    const lock = fieldsOf(parseJson(file.text()));
    const nodes = fieldsOf(fieldsOf(lock?.["graph_lock"])?.["nodes"]);
    if (lock !== undefined && nodes !== undefined) yield* fromGraph(file, nodes);
    else if (lock !== undefined && Array.isArray(lock["requires"])) yield* fromLists(file, lock);
    else yield unreadAt(file.place, "not readable as a lock file of Conan");
  },
};

const LISTS = [
  ["requires", "production"],
  ["build_requires", "development"],
  ["python_requires", "development"],
] as const;

function* fromLists(file: OpenFile, lock: Readonly<Record<string, unknown>>): Iterable<PackageFact | UnreadFact> {
  for (const [list, scope] of LISTS) {
    const references = Array.isArray(lock[list]) ? (lock[list] as unknown[]) : [];
    for (const reference of references) yield fromReference(file, reference, { scope });
  }
}

/** Node 0 is the project itself, and often has no reference. */
function* fromGraph(file: OpenFile, nodes: Readonly<Record<string, unknown>>): Iterable<PackageFact | UnreadFact> {
  for (const [id, value] of Object.entries(nodes)) {
    const node = fieldsOf(value);
    const needs = [node?.["requires"], node?.["build_requires"]].flatMap((list) => (Array.isArray(list) ? list : []));
    if (id === "0") continue;
    yield fromReference(file, node?.["ref"], { key: id, needs: needs.filter((need) => typeof need === "string") });
  }
}

/** `zlib/1.2.13@user/channel#revision%time` */
function fromReference(
  file: OpenFile,
  reference: unknown,
  more: { scope?: PackageFact["scope"]; key?: string; needs?: string[] },
): PackageFact | UnreadFact {
  const [plain = ""] = (textOf(reference) ?? "").split(/[@#%]/, 1);
  const slash = plain.indexOf("/");
  if (slash < 1 || slash === plain.length - 1) return unreadAt(file.place, "an entry of the lock file is no reference");
  const name = plain.slice(0, slash);
  return asPackage({
    at: file.place,
    purl: { type: "conan", name },
    name,
    version: plain.slice(slash + 1),
    relation: "declared",
    within: file.path,
    ...more,
  });
}
