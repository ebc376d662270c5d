import type { OpenFile } from "../../../core/reader.ts";
import { type PackageFact, type PassedOverFact, passedOverAt, type UnreadFact, unreadAt } from "../../facts.ts";
import { asPackage } from "../as-package.ts";
import { eachIndented } from "./indented.ts";

interface Entry {
  readonly line: number;
  readonly needs: [name: string, chosen: string][];
  dev: string;
  optional: string;
  /** Written where the key holds an address in place of a name. */
  name: string;
  version: string;
}

interface OldLock {
  readonly entries: Map<string, Entry>;
  /** What the project and its workspaces ask for. */
  readonly asked: [name: string, chosen: string][];
  readonly unknown: number | undefined;
}

const GROUPS: ReadonlySet<string> = new Set(["dependencies", "devDependencies", "optionalDependencies"]);
const FIELDS: ReadonlySet<string> = new Set(["dev", "optional", "name", "version"]);

/**
 * The lock file of pnpm in its versions 5 and 6: each package says itself whether only development or only optional
 * dependencies reach it. Version 5 calls a package `/name/1.0.0_peer@2.0.0`, 6 `/name@1.0.0(peer@2.0.0)`.
 */
export function* readOldPnpm(file: OpenFile): Iterable<PackageFact | PassedOverFact | UnreadFact> {
  const { entries, asked, unknown } = readLock(file.text());
  const direct = new Set(asked.flatMap((pair) => keyOf(entries, pair)));
  for (const [key, entry] of entries) {
    const at = { ...file.place, line: entry.line };
    const { name, version } = called(key, entry);
    if (name === "" || version === "") {
      yield passedOverAt(at, "withoutVersion", "locked without a version");
      continue;
    }
    const slash = name.startsWith("@") ? name.indexOf("/") : -1;
    yield asPackage({
      at,
      purl: { type: "npm", ...(slash > 0 && { namespace: name.slice(0, slash) }), name: name.slice(slash + 1) },
      name,
      version,
      relation: "declared",
      within: file.path,
      key,
      needs: entry.needs.flatMap((pair) => keyOf(entries, pair)),
      scope: entry.dev === "true" ? "development" : entry.optional === "true" ? "optional" : "production",
      direct: direct.has(key),
    });
  }
  if (unknown !== undefined) {
    yield unreadAt({ ...file.place, line: unknown }, "a line of the lock file is not as pnpm writes it");
  }
}

function readLock(text: string): OldLock {
  const entries = new Map<string, Entry>();
  const asked: [string, string][] = [];
  let section = "";
  let entry: Entry | undefined;
  let group = "";
  let name = "";
  const unknown = eachIndented(text, ({ number, indent, key, value }) => {
    if (indent === 0) section = key;
    else if (section === "packages") {
      if (indent === 2) {
        entry = { line: number, needs: [], dev: "", optional: "", name: "", version: "" };
        entries.set(key, entry);
        group = "";
      } else if (indent === 4) {
        group = key;
        if (FIELDS.has(key) && entry !== undefined) entry[key as "dev" | "optional" | "name" | "version"] = value;
      } else if (indent === 6 && (group === "dependencies" || group === "optionalDependencies")) {
        entry?.needs.push([key, value]);
      }
    } else {
      // With workspaces each of them has its groups, four columns deeper than those of a single project.
      const depth = section === "importers" ? indent - 4 : indent;
      if (section === "importers" && indent === 4) group = key;
      if (section !== "importers") group = section;
      if (!GROUPS.has(group) || depth < 2) return;
      if (depth === 2) name = key;
      if (depth === 2 && value !== "") asked.push([key, value]);
      if (depth === 4 && key === "version") asked.push([name, value]);
    }
  });
  return { entries, asked, unknown };
}

/** The chosen version, or where the name is another one or an address stands for it, the key itself. */
function keyOf(entries: ReadonlyMap<string, Entry>, [name, chosen]: readonly [string, string]): string[] {
  return [`/${name}@${chosen}`, `/${name}/${chosen}`, chosen].filter((key) => entries.has(key)).slice(0, 1);
}

function called(key: string, { name, version }: Entry): { name: string; version: string } {
  if (name !== "" || key.startsWith("file:")) return { name, version }; // a directory often has no version
  const peers = key.indexOf("(");
  const plain = (peers === -1 ? key : key.slice(0, peers)).replace(/^[^/]*\//, "");
  const at = plain.indexOf("@", 1);
  const slash = plain.indexOf("/", plain.startsWith("@") ? plain.indexOf("/") + 1 : 0);
  const split = slash > 0 && (at === -1 || slash < at) ? slash : at;
  if (split < 1) return { name: "", version: "" };
  const [written = ""] = plain.slice(split + 1).split("_", 1);
  return { name: plain.slice(0, split), version: written };
}
