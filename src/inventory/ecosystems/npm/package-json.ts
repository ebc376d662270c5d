import type { WholeReader } from "../../../core/reader.ts";
import { type AskedForFact, type PassedOverFact, passedOverAt } from "../../facts.ts";
import { isNamed } from "../as-package.ts";
import { Asking } from "../asked-for.ts";
import { fieldsOf, parseJson } from "../narrow.ts";
import { isVendored } from "../vendored.ts";

const GROUPS = [
  ["dependencies", "production"],
  ["optionalDependencies", "optional"],
  ["devDependencies", "development"],
] as const;

/** What a project of npm, Yarn or pnpm asks for: Yarn's locks and the oldest of npm do not say it. */
export const npmManifest: WholeReader<AskedForFact | PassedOverFact> = {
  id: "inventory/npm-manifest",
  version: 1,
  limit: 4 * 1024 * 1024,
  wants: ({ type, path }) => type === "file" && isNamed(path, "package.json") && !isVendored(path),
  *read(file) {
    const manifest = fieldsOf(parseJson(file.text()));
    if (manifest === undefined) {
      yield passedOverAt(file.place, "unresolved", "a package.json that is not readable as a manifest");
      return;
    }
    const asking = new Asking();
    for (const [field, group] of GROUPS) {
      for (const [name, range] of Object.entries(fieldsOf(manifest[field]) ?? {})) {
        // Yarn knows a package by what it was asked for with; npm's own locks by where it lies.
        const asked = typeof range === "string" ? [`${name}@${range}`, `${name}@npm:${range}`] : [];
        asking.add(group, ...asked, `/node_modules/${name}`, name);
      }
    }
    yield asking.fact(file.place, "npm");
  },
};
