import type { WholeReader } from "../../../core/reader.ts";
import { type AskedForFact, type PassedOverFact, passedOverAt } from "../../facts.ts";
import { isNamed } from "../as-package.ts";
import { Asking } from "../asked-for.ts";
import { fieldsOf } from "../narrow.ts";
import { parseToml } from "../toml.ts";
import { isVendored } from "../vendored.ts";
import { foldName } from "./names.ts";

/** Tables of a Pipfile that ask for nothing. */
const OTHERS: ReadonlySet<string> = new Set(["source", "requires", "scripts", "pipenv"]);

/** What a project of Pipenv asks for. */
export const pipfile: WholeReader<AskedForFact | PassedOverFact> = {
  id: "inventory/python-pipfile",
  version: 1,
  limit: 1024 * 1024,
  wants: ({ type, path }) => type === "file" && isNamed(path, "Pipfile") && !isVendored(path),
  *read(file) {
    const manifest = fieldsOf(parseToml(file.text()));
    if (manifest === undefined) {
      yield passedOverAt(file.place, "unresolved", "a Pipfile that is not readable as a manifest");
      return;
    }
    const asking = new Asking();
    for (const [table, names] of Object.entries(manifest)) {
      if (OTHERS.has(table)) continue;
      for (const name of Object.keys(fieldsOf(names) ?? {})) {
        asking.add(table === "packages" ? "production" : "development", foldName(name));
      }
    }
    yield asking.fact(file.place, "pypi");
  },
};
