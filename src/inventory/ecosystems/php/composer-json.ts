import type { WholeReader } from "../../../core/reader.ts";
import { type AskedForFact, type PassedOverFact, passedOverAt } from "../../facts.ts";
import { isNamed } from "../as-package.ts";
import { Asking } from "../asked-for.ts";
import { fieldsOf, parseJson } from "../narrow.ts";
import { isVendored } from "../vendored.ts";

const GROUPS = [
  ["require", "production"],
  ["require-dev", "development"],
] as const;

/** What a project of Composer asks for; names without a vendor are PHP itself and its extensions. */
export const composerManifest: WholeReader<AskedForFact | PassedOverFact> = {
  id: "inventory/composer-manifest",
  version: 1,
  limit: 4 * 1024 * 1024,
  wants: ({ type, path }) => type === "file" && isNamed(path, "composer.json") && !isVendored(path),
  *read(file) {
    const manifest = fieldsOf(parseJson(file.text()));
    if (manifest === undefined) {
      yield passedOverAt(file.place, "unresolved", "a composer.json that is not readable as a manifest");
      return;
    }
    const asking = new Asking();
    for (const [field, group] of GROUPS) {
      for (const name of Object.keys(fieldsOf(manifest[field]) ?? {})) {
        if (name.includes("/")) asking.add(group, name.toLowerCase());
      }
    }
    yield asking.fact(file.place, "composer");
  },
};
