import type { WholeReader } from "../../../core/reader.ts";
import { type OwnedFilesFact, type PackageFact, type UnreadFact, unreadAt } from "../../facts.ts";
import { eachLine } from "../lines.ts";
import { mayHoldPackage } from "../owned-paths.ts";
import { nameOfSupplier } from "../supplier.ts";

const DIRECTORY = "var/lib/pacman/local/";

/**
 * The packages of Arch and its kin: pacman's database, a folder a package with `desc` for what it is and `files` for
 * what it owns, in fields of `%NAME%` and lines (alpm-db-desc(5)).
 */
export const pacmanInstalled: WholeReader<PackageFact | OwnedFilesFact | UnreadFact> = {
  id: "inventory/pacman-installed",
  version: 3,
  limit: 32 * 1024 * 1024,
  wants: ({ type, path }) =>
    type === "file" && path.startsWith(DIRECTORY) && (path.endsWith("/desc") || path.endsWith("/files")),
  *read(file) {
    const fields = readFields(file.text());
    if (file.path.endsWith("/files")) {
      const files = (fields.get("FILES") ?? []).filter(mayHoldPackage).map((path) => ({ path }));
      if (files.length > 0)
        yield { kind: "owned-files", at: file.place, type: "alpm", owner: ownerIn(file.path), files };
      return;
    }
    const [name] = fields.get("NAME") ?? [];
    const [version] = fields.get("VERSION") ?? [];
    if (!name || !version) {
      yield unreadAt(file.place, "a package of the database has no name or no version");
      return;
    }
    const [base = name] = fields.get("BASE") ?? [];
    const supplier = nameOfSupplier(fields.get("PACKAGER")?.[0]);
    const [architecture = ""] = fields.get("ARCH") ?? [];
    yield {
      kind: "package",
      at: file.place,
      identity: { by: "distribution", type: "alpm", architecture },
      name,
      version,
      source: { name: base, version },
      licenses: fields.get("LICENSE") ?? [],
      ...(supplier !== undefined && { supplier }),
      relation: "installed",
      realm: { by: "name", within: "alpm" },
      key: name,
      provides: (fields.get("PROVIDES") ?? []).map(withoutVersion),
      needs: (fields.get("DEPENDS") ?? []).map((need) => [withoutVersion(need)]),
      owns: [],
    };
  },
};

function readFields(text: string): Map<string, string[]> {
  const fields = new Map<string, string[]>();
  let open: string[] | undefined;
  eachLine(text, (line) => {
    if (line.length > 2 && line.startsWith("%") && line.endsWith("%")) {
      open = [];
      fields.set(line.slice(1, -1), open);
    } else if (line !== "") open?.push(line);
  });
  return fields;
}

/** `…/local/bash-5.2.026-2/files` → `bash`: version and release hold no hyphen. */
function ownerIn(path: string): string {
  const folder = path.slice(DIRECTORY.length, path.lastIndexOf("/"));
  const release = folder.lastIndexOf("-");
  return folder.slice(0, Math.max(0, folder.lastIndexOf("-", release - 1)));
}

/** `glibc>=2.38` and `libreadline.so=8-64` → the name. */
function withoutVersion(word: string): string {
  const end = word.search(/[<>=]/);
  return end === -1 ? word : word.slice(0, end);
}
