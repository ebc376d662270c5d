import type { OpenFile, WholeReader } from "../../../core/reader.ts";
import { type PackageFact, type PassedOverFact, passedOverAt, type UnreadFact, unreadAt } from "../../facts.ts";
import { hashesIn } from "../integrity.ts";
import { eachLine } from "../lines.ts";
import { isVendored } from "../vendored.ts";
import { declaredPackage } from "./declared-package.ts";
import { readBerry } from "./yarn-berry.ts";

interface Entry {
  readonly line: number;
  /** All that this one version answers: `name@range`. */
  readonly asked: readonly string[];
  version: string;
  hashes: readonly string[];
  readonly needs: string[];
}

interface YarnLock {
  readonly entries: Entry[];
  readonly broken: number[];
  isModern: boolean;
}

/** The lock file of Yarn, in its two forms. What the project itself asks for, and for what, stands in its manifest alone. */
export const yarnLock: WholeReader<PackageFact | PassedOverFact | UnreadFact> = {
  id: "inventory/npm-yarn-lock",
  version: 3,
  wants: ({ type, path }) =>
    type === "file" && (path === "yarn.lock" || path.endsWith("/yarn.lock")) && !isVendored(path),
  *read(file) {
    const { entries, broken, isModern } = readLock(file.text());
    if (isModern) {
      yield* readBerry(file);
      return;
    }
    for (const entry of entries) yield asPackage(file, entry);
    const [line] = broken;
    if (line !== undefined) {
      yield unreadAt({ ...file.place, line }, `${broken.length} line(s) of the lock file are not as Yarn writes them`);
    }
  },
};

function readLock(text: string): YarnLock {
  const lock: YarnLock = { entries: [], broken: [], isModern: false };
  let entry: Entry | undefined;
  let inNeeds = false;
  eachLine(text, (line, number) => {
    const content = line.trim();
    if (content === "" || content.startsWith("#")) return;
    const indent = line.length - line.trimStart().length;
    if (indent === 0) {
      entry = content.endsWith(":")
        ? { line: number, asked: wordsIn(content.slice(0, -1)), version: "", hashes: [], needs: [] }
        : undefined;
      if (entry === undefined) lock.broken.push(number);
      else if (content === "__metadata:") lock.isModern = true;
      else lock.entries.push(entry);
      return;
    }
    const [name = "", value = ""] = wordsIn(content);
    if (indent === 2) {
      inNeeds = name === "dependencies:" || name === "optionalDependencies:";
      if (name === "version" && entry !== undefined) entry.version = value;
      if (name === "integrity" && entry !== undefined) entry.hashes = hashesIn(value);
    } else if (inNeeds && value !== "") entry?.needs.push(`${name}@${value}`);
  });
  return lock;
}

/** Splits at blanks and commas outside of double quotes. */
function wordsIn(content: string): string[] {
  const words: string[] = [];
  for (let at = 0; at < content.length; ) {
    const character = content[at];
    if (character === " " || character === ",") {
      at++;
      continue;
    }
    const end = character === '"' ? content.indexOf('"', at + 1) : endOfWord(content, at);
    const stop = end === -1 ? content.length : end;
    words.push(content.slice(character === '"' ? at + 1 : at, stop));
    at = stop + 1;
  }
  return words;
}

function endOfWord(content: string, start: number): number {
  for (let at = start; at < content.length; at++) {
    if (content[at] === " " || content[at] === ",") return at;
  }
  return content.length;
}

function asPackage(
  file: OpenFile,
  { line, asked, version, hashes, needs }: Entry,
): PackageFact | PassedOverFact | UnreadFact {
  const at = { ...file.place, line };
  const name = nameIn(asked[0] ?? "");
  if (name === "") return unreadAt(at, "an entry of the lock file has no name");
  if (version === "") return passedOverAt(at, "withoutVersion", "locked without a version");
  return declaredPackage({
    at,
    lock: file.path,
    name,
    version,
    key: asked[0] ?? "",
    provides: asked.slice(1),
    needs: needs.map((need) => [need]),
    hashes,
  });
}

/** `@scope/name@^1.0.0` → the name; `alias@npm:real@^1.0.0` → the real one. */
function nameIn(asked: string): string {
  const at = asked.indexOf("@", 1);
  if (at === -1) return "";
  const range = asked.slice(at + 1);
  if (!range.startsWith("npm:")) return asked.slice(0, at);
  const real = range.slice("npm:".length);
  const end = real.indexOf("@", 1);
  return end === -1 ? real : real.slice(0, end);
}
