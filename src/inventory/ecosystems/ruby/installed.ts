import type { WholeReader } from "../../../core/reader.ts";
import { type PackageFact, type UnreadFact, unreadAt } from "../../facts.ts";
import { asPackage } from "../as-package.ts";
import { eachLine } from "../lines.ts";
import { sumsOf } from "../sums.ts";
import { gemPurl } from "./purl.ts";

/** Where RubyGems, Bundler and Debian keep the specifications of installed gems. */
const DIRECTORIES = ["/specifications/", "/specifications/default/", "/rubygems-integration/all/specifications/"];

/** Installed gems: the specification that RubyGems writes in Ruby, which is scanned and never run. */
export const gemInstalled: WholeReader<PackageFact | UnreadFact> = {
  id: "inventory/gem-installed",
  version: 1,
  limit: 4 * 1024 * 1024,
  wants: ({ type, path }) =>
    type === "file" && path.endsWith(".gemspec") && DIRECTORIES.some((end) => directoryOf(path).endsWith(end)),
  *read(file) {
    const { name, version, platform, licenses, needs } = readSpecification(file.text());
    if (name === undefined || version === undefined) {
      yield unreadAt(file.place, "the specification of a gem has no name or no version");
      return;
    }
    yield asPackage({
      at: file.place,
      purl: { ...gemPurl(name), ...(platform !== undefined && { qualifiers: { platform } }) },
      name,
      version,
      relation: "installed",
      within: `gem ${directoryOf(file.path)}`,
      needs,
      licenses,
      sums: sumsOf(file.bytes),
    });
  },
};

function directoryOf(path: string): string {
  return `/${path.slice(0, path.lastIndexOf("/") + 1)}`;
}

interface Specification {
  name?: string;
  version?: string;
  /** Of a gem that is built for one: `x86_64-linux`. */
  platform?: string;
  licenses: string[];
  needs: string[];
}

/** RubyGems writes one assignment a line, with `.freeze` behind each text. */
function readSpecification(text: string): Specification {
  const found: Specification = { licenses: [], needs: [] };
  eachLine(text, (line) => {
    const statement = line.trim();
    if (!statement.startsWith("s.")) return;
    const [first, ...more] = textsIn(statement);
    if (first === undefined) return;
    if (isAssignment(statement, "name")) found.name ??= first;
    else if (isAssignment(statement, "version")) found.version ??= first;
    else if (isAssignment(statement, "platform") && first !== "ruby") found.platform ??= first;
    else if (isAssignment(statement, "license") || isAssignment(statement, "licenses")) {
      found.licenses.push(first, ...more);
    } else if (statement.startsWith("s.add_runtime_dependency(") || statement.startsWith("s.add_dependency(")) {
      found.needs.push(first);
    }
  });
  return { ...found, needs: [...new Set(found.needs)] };
}

function isAssignment(statement: string, field: string): boolean {
  return statement.startsWith(`s.${field} `) || statement.startsWith(`s.${field}=`);
}

/** The texts in quotes, and in `%q<…>`, of one statement. */
function textsIn(statement: string): string[] {
  const texts: string[] = [];
  for (let at = 2; at < statement.length; at++) {
    const open = statement[at];
    const close = open === '"' ? '"' : open === "<" && statement.startsWith("%q", at - 2) ? ">" : undefined;
    if (close === undefined) continue;
    const end = statement.indexOf(close, at + 1);
    if (end === -1) break;
    texts.push(statement.slice(at + 1, end));
    at = end;
  }
  return texts;
}
