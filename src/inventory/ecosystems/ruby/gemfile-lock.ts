import type { WholeReader } from "../../../core/reader.ts";
import { type PackageFact, type UnreadFact, unreadAt } from "../../facts.ts";
import { asPackage, isNamed } from "../as-package.ts";
import { eachLine } from "../lines.ts";
import { isVendored } from "../vendored.ts";
import { gemPurl } from "./purl.ts";

interface LockedGem {
  readonly line: number;
  readonly name: string;
  readonly version: string;
  /** Of a gem that is built for one, behind the version: `1.16.0-x86_64-linux`. */
  readonly platform: string;
  readonly needs: string[];
}

interface GemfileLock {
  readonly gems: LockedGem[];
  readonly direct: Set<string>;
  readonly sections: Set<string>;
  readonly broken: number[];
}

/** Sections whose `specs` are gems of others; those of `PATH` are the project's own. */
const SOURCES: ReadonlySet<string> = new Set(["GEM", "GIT", "PLUGIN SOURCE"]);

/** Bundler's lock file. Which group needs a gem stands in the Gemfile alone, which is a program. */
export const gemfileLock: WholeReader<PackageFact | UnreadFact> = {
  id: "inventory/gemfile-lock",
  version: 1,
  limit: 16 * 1024 * 1024,
  wants: ({ type, path }) =>
    type === "file" && (isNamed(path, "Gemfile.lock") || isNamed(path, "gems.locked")) && !isVendored(path),
  *read(file) {
    const { gems, direct, sections, broken } = readLock(file.text());
    if (!sections.has("DEPENDENCIES")) yield unreadAt(file.place, "not readable as a lock file of Bundler");
    for (const { line, name, version, platform, needs } of gems) {
      yield asPackage({
        at: { ...file.place, line },
        purl: { ...gemPurl(name), ...(platform !== "" && { qualifiers: { platform } }) },
        name,
        version,
        relation: "declared",
        within: file.path,
        needs,
        direct: direct.has(name),
      });
    }
    const [line] = broken;
    if (line !== undefined) {
      yield unreadAt(
        { ...file.place, line },
        `${broken.length} line(s) of the lock file are not as Bundler writes them`,
      );
    }
  },
};

function readLock(text: string): GemfileLock {
  const lock: GemfileLock = { gems: [], direct: new Set(), sections: new Set(), broken: [] };
  let section = "";
  eachLine(text, (line, number) => {
    const content = line.trimStart();
    if (content === "") return;
    const indent = line.length - content.length;
    if (indent === 0) {
      section = content;
      lock.sections.add(section);
      if (!/^[A-Z ]+$/.test(section)) lock.broken.push(number);
    } else if (section === "DEPENDENCIES") lock.direct.add(nameIn(content));
    else if (SOURCES.has(section) && indent === 4) {
      const gem = readGem(content, number);
      if (gem === undefined) lock.broken.push(number);
      else lock.gems.push(gem);
    } else if (SOURCES.has(section) && indent === 6) lock.gems.at(-1)?.needs.push(nameIn(content));
  });
  return lock;
}

/** `rack (~> 2.0)!` → `rack`. */
function nameIn(content: string): string {
  const [word = ""] = content.split(" ", 1);
  return word.endsWith("!") ? word.slice(0, -1) : word;
}

/** `nokogiri (1.16.0-x86_64-linux)`: versions of gems hold no hyphen. */
function readGem(content: string, line: number): LockedGem | undefined {
  const match = /^(\S+) \(([^\s()]+)\)$/.exec(content.trimEnd());
  if (match === null) return undefined;
  const [, name = "", written = ""] = match;
  const hyphen = written.indexOf("-");
  const version = hyphen === -1 ? written : written.slice(0, hyphen);
  return { line, name, version, platform: hyphen === -1 ? "" : written.slice(hyphen + 1), needs: [] };
}
