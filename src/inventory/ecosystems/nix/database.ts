import type { WholeReader } from "../../../core/reader.ts";
import { type PackageFact, type UnreadFact, unreadAt } from "../../facts.ts";
import { readTable } from "../sqlite-table.ts";
import { nixPackage } from "./nix-package.ts";
import { storePathOf } from "./store-path.ts";

const DATABASE = "nix/var/nix/db/db.sqlite";

/** The paths that the store of Nix holds, and which refers to which, from its database. */
export const nixDatabase: WholeReader<PackageFact | UnreadFact> = {
  id: "inventory/nix-database",
  version: 1,
  wants: ({ type, path }) => type === "file" && path === DATABASE,
  *read(file) {
    const paths = new Map<number, string>();
    const references = new Map<number, number[]>();
    let problem: string | undefined;
    try {
      for (const { id, values } of readTable(file.bytes, "ValidPaths")) {
        if (typeof values[1] === "string") paths.set(id, values[1].slice(1));
      }
      for (const { values } of readTable(file.bytes, "Refs")) {
        const [from, to] = values;
        if (typeof from !== "number" || typeof to !== "number") continue;
        const known = references.get(from);
        if (known === undefined) references.set(from, [to]);
        else known.push(to);
      }
    } catch (error) {
      problem = error instanceof RangeError ? "it is cut short" : (error as Error).message;
    }
    for (const [id, path] of paths) {
      const own = storePathOf(path);
      if (own === undefined || own.path !== path) continue;
      const needs = (references.get(id) ?? []).map((other) => paths.get(other) ?? "");
      yield nixPackage(file.place, own, needs);
    }
    if (problem !== undefined) yield unreadAt(file.place, `database of Nix: ${problem}`);
  },
};
