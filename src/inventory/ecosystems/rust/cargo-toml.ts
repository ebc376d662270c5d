import type { WholeReader } from "../../../core/reader.ts";
import { type AskedForFact, type PassedOverFact, passedOverAt } from "../../facts.ts";
import { isNamed } from "../as-package.ts";
import { Asking } from "../asked-for.ts";
import { type Fields, fieldsOf, textOf } from "../narrow.ts";
import { parseToml } from "../toml.ts";
import { isVendored } from "../vendored.ts";

const GROUPS = [
  ["dependencies", "production"],
  ["build-dependencies", "development"],
  ["dev-dependencies", "development"],
] as const;

/** What a crate asks for: the lock does not tell what runs from what builds and tests. */
export const cargoManifest: WholeReader<AskedForFact | PassedOverFact> = {
  id: "inventory/cargo-manifest",
  version: 1,
  limit: 4 * 1024 * 1024,
  wants: ({ type, path }) => type === "file" && isNamed(path, "Cargo.toml") && !isVendored(path),
  *read(file) {
    const manifest = fieldsOf(parseToml(file.text()));
    if (manifest === undefined) {
      yield passedOverAt(file.place, "unresolved", "a Cargo.toml that is not readable as a manifest");
      return;
    }
    const asking = new Asking();
    const targets = Object.values(fieldsOf(manifest["target"]) ?? {}).map((target) => fieldsOf(target) ?? {});
    for (const fields of [manifest, ...targets]) take(fields, asking);
    yield asking.fact(file.place, "cargo");
  },
};

function take(fields: Fields, asking: Asking): void {
  for (const [field, group] of GROUPS) {
    for (const [name, value] of Object.entries(fieldsOf(fields[field]) ?? {})) {
      const about = fieldsOf(value);
      const isOptional = group === "production" && about?.["optional"] === true;
      asking.add(isOptional ? "optional" : group, textOf(about?.["package"]) ?? name);
    }
  }
}
