import type { OpenFile } from "../../../core/reader.ts";
import { type PackageFact, type PassedOverFact, passedOverAt, type UnreadFact, unreadAt } from "../../facts.ts";
import { declaredPackage } from "./declared-package.ts";
import { eachIndented } from "./indented.ts";

interface Entry {
  readonly line: number;
  /** All that this one version answers: `name@npm:range`. */
  readonly asked: readonly string[];
  version: string;
  resolution: string;
  readonly needs: [name: string, range: string][];
}

/**
 * The lock file of Yarn 2 and later, a small part of YAML. The project and its workspaces stand in it as well: they are
 * no packages, and what they ask for is direct; which of it for development, only their manifests say.
 */
export function* readBerry(file: OpenFile): Iterable<PackageFact | PassedOverFact | UnreadFact> {
  const { entries, unknown } = readEntries(file.text());
  const direct = new Set(entries.filter(isOwn).flatMap(({ needs }) => needs.flatMap(keysOf)));
  for (const entry of entries) {
    if (isOwn(entry)) continue;
    const { line, asked, version, resolution, needs } = entry;
    const at = { ...file.place, line };
    const name = nameIn(resolution === "" ? (asked[0] ?? "") : resolution);
    if (name === "") yield unreadAt(at, "an entry of the lock file has no name");
    else if (version === "") yield passedOverAt(at, "withoutVersion", "locked without a version");
    else {
      yield declaredPackage({
        at,
        lock: file.path,
        name,
        version,
        key: asked[0] ?? "",
        provides: asked.slice(1),
        needs: needs.map(keysOf),
        direct: asked.some((key) => direct.has(key)),
      });
    }
  }
  if (unknown !== undefined) {
    yield unreadAt({ ...file.place, line: unknown }, "a line of the lock file is not as Yarn writes it");
  }
}

function readEntries(text: string): { entries: Entry[]; unknown: number | undefined } {
  const entries: Entry[] = [];
  let entry: Entry | undefined;
  let inNeeds = false;
  const unknown = eachIndented(text, ({ number, indent, key, value }) => {
    if (indent === 0) {
      entry = key.includes("@")
        ? { line: number, asked: key.split(", "), version: "", resolution: "", needs: [] }
        : undefined;
      if (entry !== undefined) entries.push(entry);
    } else if (indent === 2) {
      inNeeds = key === "dependencies";
      if (entry !== undefined && (key === "version" || key === "resolution")) entry[key] = value;
    } else if (indent === 4 && inNeeds) entry?.needs.push([key, value]);
  });
  return { entries, unknown };
}

/** Up to Yarn 3 a range stands without the `npm:` that the entry it is answered by has. */
function keysOf([name, range]: readonly [string, string]): string[] {
  return [`${name}@${range}`, `${name}@npm:${range}`];
}

function isOwn({ resolution }: Entry): boolean {
  return resolution.includes("@workspace:");
}

/** `@scope/name@npm:1.0.0` and `typescript@patch:…` → the name; `alias@npm:real@1.0.0` → the real one. */
function nameIn(resolution: string): string {
  const at = resolution.indexOf("@", 1);
  if (at === -1) return "";
  const rest = resolution.slice(at + 1);
  const inside = rest.startsWith("npm:") ? rest.indexOf("@", "npm:".length + 1) : -1;
  return inside === -1 ? resolution.slice(0, at) : rest.slice("npm:".length, inside);
}
