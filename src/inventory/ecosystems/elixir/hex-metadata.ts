import type { WholeReader } from "../../../core/reader.ts";
import { type PackageFact, type UnreadFact, unreadAt } from "../../facts.ts";
import { asPackage, isNamed } from "../as-package.ts";

const FIELD = (name: string) => new RegExp(`\\{\\s*<<"${name}">>\\s*,\\s*<<"([^"]{1,200})"(?:/utf8)?>>\\s*\\}\\s*\\.`);
const [APP, NAME, VERSION] = ["app", "name", "version"].map(FIELD);
const LICENSES = /\{\s*<<"licenses">>\s*,\s*\[([^\]]{0,2000})\]\s*\}\s*\./;
const REQUIREMENTS = /\{\s*<<"requirements">>\s*,([\s\S]{0,100000})$/;

/** What Hex says of a package that it has fetched: the terms of Erlang in `hex_metadata.config`, scanned and never run. */
export const hexMetadata: WholeReader<PackageFact | UnreadFact> = {
  id: "inventory/hex-metadata",
  version: 1,
  limit: 1024 * 1024,
  wants: ({ type, path }) => type === "file" && isNamed(path, "hex_metadata.config"),
  *read(file) {
    const text = file.text();
    const name = NAME?.exec(text)?.[1] ?? APP?.exec(text)?.[1];
    const version = VERSION?.exec(text)?.[1];
    if (name === undefined || version === undefined) {
      yield unreadAt(file.place, "the metadata of a package of Hex has no name or no version");
      return;
    }
    yield asPackage({
      at: file.place,
      purl: { type: "hex", name: name.toLowerCase() },
      name,
      version,
      relation: "installed",
      within: `hex ${file.path.split("/").slice(0, -2).join("/")}`,
      licenses: textsIn(LICENSES.exec(text)?.[1] ?? ""),
      needs: needsIn(text),
    });
  },
};

function textsIn(list: string): string[] {
  return [...list.matchAll(/<<"([^"]{1,200})"/g)].map((match) => match[1] ?? "");
}

/**
 * Of Erlang's tools each requirement is a pair of its name and its properties, of Elixir's a list of properties with
 * the name among them.
 */
function needsIn(text: string): Set<string> {
  const [section = ""] = (REQUIREMENTS.exec(text)?.[1] ?? "").split(/\]\s*\}\s*\.\s*$/m, 1);
  const named = [...section.matchAll(/\{\s*<<"name">>\s*,\s*<<"([^"]{1,200})"/g)];
  const keyed = [...section.matchAll(/\{\s*<<"([^"]{1,200})">>\s*,\s*\[\s*\{/g)];
  return new Set((named.length > 0 ? named : keyed).map((match) => match[1] ?? ""));
}
