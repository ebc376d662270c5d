import type { WholeReader } from "../../../core/reader.ts";
import { type PackageFact, type PassedOverFact, passedOverAt, type UnreadFact, unreadAt } from "../../facts.ts";
import { asPackage, isNamed } from "../as-package.ts";
import { eachLine } from "../lines.ts";
import { isVendored } from "../vendored.ts";
import { nugetPurl } from "./purl.ts";

/** Paket's lock file: groups of sources, under each its packages, and deeper what those need. */
export const paketLock: WholeReader<PackageFact | PassedOverFact | UnreadFact> = {
  id: "inventory/paket-lock",
  version: 1,
  limit: 16 * 1024 * 1024,
  wants: ({ type, path }) => type === "file" && isNamed(path, "paket.lock") && !isVendored(path),
  *read(file) {
    const { packages, others, broken } = readLock(file.text());
    for (const { name, version, group, line, needs } of packages) {
      yield asPackage({
        at: { ...file.place, line },
        purl: nugetPurl(name),
        name,
        version,
        relation: "declared",
        within: `${file.path} ${group}`,
        key: name.toLowerCase(),
        needs,
      });
    }
    for (const line of others) {
      yield passedOverAt({ ...file.place, line }, "withoutVersion", "locked to a commit, without a version");
    }
    const [line] = broken;
    if (line !== undefined) {
      yield unreadAt({ ...file.place, line }, `${broken.length} line(s) of the lock file are not as Paket writes them`);
    }
  },
};

interface Locked {
  readonly name: string;
  readonly version: string;
  readonly group: string;
  readonly line: number;
  readonly needs: string[];
}

const SOURCES: ReadonlySet<string> = new Set(["NUGET", "GITHUB", "GIST", "GIT", "HTTP"]);
/** `FSharp.Core (4.7.0) - restriction: …` at four blanks, the same with a range at six. */
const PACKAGE = /^ {4}([A-Za-z0-9_.-]{1,200}) \(([0-9][A-Za-z0-9_.+-]{0,100})\)/;
const NEED = /^ {6}([A-Za-z0-9_.-]{1,200})(?: \(|$| -)/;

function readLock(text: string): { packages: Locked[]; others: number[]; broken: number[] } {
  const packages: Locked[] = [];
  const others: number[] = [];
  const broken: number[] = [];
  let group = "";
  let source = "";
  eachLine(text, (line, number) => {
    if (line.trim() === "") return;
    if (!line.startsWith(" ")) {
      const [word = "", name = ""] = line.split(" ", 2);
      if (word === "GROUP") group = name;
      else if (SOURCES.has(word)) source = word;
      else if (!/^[A-Z-]+:/.test(line)) broken.push(number); // a setting such as `STORAGE: NONE`
      return;
    }
    const isDeep = line.startsWith("    ");
    if (!isDeep) return; // where the source lies
    if (source !== "NUGET") {
      if (line[4] !== " ") others.push(number);
      return;
    }
    const [, name, version] = PACKAGE.exec(line) ?? [];
    const need = NEED.exec(line)?.[1];
    if (name !== undefined && version !== undefined) packages.push({ name, version, group, line: number, needs: [] });
    else if (need !== undefined) packages.at(-1)?.needs.push(need.toLowerCase());
    else broken.push(number);
  });
  return { packages, others, broken };
}
