import type { Place } from "../../../core/place.ts";
import type { WholeReader } from "../../../core/reader.ts";
import { type PackageFact, type PassedOverFact, passedOverAt, type UnreadFact, unreadAt } from "../../facts.ts";
import { eachLine } from "../lines.ts";
import { isVendored } from "../vendored.ts";
import { pypiPurl, requiredName } from "./names.ts";

/** pip's requirements files. Only an exact pin says which version is meant; pip gives them no edges. */
export const requirements: WholeReader<PackageFact | PassedOverFact | UnreadFact> = {
  id: "inventory/python-requirements",
  version: 2,
  limit: 4 * 1024 * 1024,
  wants: ({ type, path }) => type === "file" && isRequirements(path) && !isVendored(path),
  *read(file) {
    for (const { text, number } of logicalLines(file.text())) {
      const at = { ...file.place, line: number };
      if (CONFLICT.test(text)) {
        yield unreadAt(at, "a conflict of a merge was left in it");
        continue;
      }
      const fact = text.startsWith("-") ? optionAt(at, file.path, text) : requirementAt(at, file.path, text);
      if (fact !== undefined) yield fact;
    }
  },
};

/** What Git leaves where two sides changed the same lines. */
const CONFLICT = /^(?:<{7}|={7}|>{7})(?:\s|$)/;

/** `requirements.txt`, `requirements-dev.txt`, `dev-requirements.txt`, and any text in a folder `requirements`. */
function isRequirements(path: string): boolean {
  if (!path.endsWith(".txt")) return false;
  const slash = path.lastIndexOf("/");
  return path.includes("requirements", slash + 1) || /(?:^|\/)requirements$/.test(path.slice(0, Math.max(0, slash)));
}

/** A file's name says what it is for, where it says more than that it holds requirements. */
function scopeOf(path: string): PackageFact["scope"] {
  const words = path
    .slice(path.lastIndexOf("/") + 1, -".txt".length)
    .toLowerCase()
    .split(/[^a-z]+/);
  return words.some((word) => FOR_DEVELOPMENT.has(word)) ? "development" : undefined;
}

const FOR_DEVELOPMENT: ReadonlySet<string> = new Set(
  "dev develop development test tests testing lint linting typing docs doc ci build".split(" "),
);

/** Lines without comments; a `\` at the end joins the next line. Numbered by their first line. */
function logicalLines(text: string): { text: string; number: number }[] {
  const logical: { text: string; number: number }[] = [];
  let parts: string[] = [];
  let first = 0;
  const close = () => {
    const joined = withoutComment(parts.join("")).trim();
    if (joined !== "") logical.push({ text: joined, number: first });
    parts = [];
    first = 0;
  };
  eachLine(text, (line, number) => {
    if (first === 0) first = number;
    const continues = line.endsWith("\\") && !line.trimStart().startsWith("#");
    parts.push(continues ? line.slice(0, -1) : line);
    if (!continues) close();
  });
  close();
  return logical;
}

function withoutComment(line: string): string {
  if (line.trimStart().startsWith("#")) return "";
  const blank = line.indexOf(" #");
  const tab = line.indexOf("\t#");
  const ends = [blank, tab].filter((end) => end !== -1);
  return ends.length === 0 ? line : line.slice(0, Math.min(...ends));
}

/**
 * `-r other.txt` is read by itself where its name says what it is; otherwise nobody would read it. Constraints (`-c`)
 * install nothing, and choose versions for what is asked for without one: that choice is not repeated here.
 */
function optionAt(at: Place, file: string, option: string): PassedOverFact | UnreadFact | undefined {
  const match = /^(-r|--requirement|-c|--constraint|-e|--editable)(?:=|\s+|$)(.*)$/.exec(
    option.replace(/^-[rc](?=[^\s=])/, "$& "),
  );
  if (match === null) return undefined; // an index, a hash mode: nothing that is installed
  const [, name = "", value = ""] = match;
  if (name === "-e" || name === "--editable") {
    return passedOverAt(at, "withoutVersion", "an editable requirement has no version");
  }
  if (name === "-c" || name === "--constraint") {
    return passedOverAt(at, "unresolved", "constraints choose versions for what is asked for without one");
  }
  const folder = file.slice(0, file.lastIndexOf("/") + 1);
  return isRequirements(folder + value)
    ? undefined
    : unreadAt(at, "includes a further requirements file that is not read");
}

function requirementAt(at: Place, file: string, text: string): PackageFact | PassedOverFact | undefined {
  const name = requiredName(text);
  const version = name === undefined ? undefined : pinOf(text);
  if (name === undefined || version === undefined) {
    return passedOverAt(at, "withoutVersion", "declared without an exact version");
  }
  const scope = scopeOf(file);
  return {
    kind: "package",
    at,
    identity: { by: "purl", type: "pypi", purl: pypiPurl(name, version) },
    name,
    version,
    licenses: [],
    relation: "declared",
    ...(scope !== undefined && { scope }),
    realm: { by: "name", within: file },
    key: name,
    provides: [],
    needs: [],
    owns: [],
  };
}

/** The version of `name[extra] == 1.2.3 ; marker --hash=…`, when that is the whole of it. */
function pinOf(text: string): string | undefined {
  const bare = text.split(";", 1)[0]?.split(/\s--/, 1)[0] ?? "";
  const equals = bare.indexOf("==");
  if (equals === -1 || !isNameWithExtras(bare.slice(0, equals))) return undefined;
  const after = bare.slice(equals + (bare[equals + 2] === "=" ? 3 : 2)).trim();
  const version = after.endsWith(")") ? after.slice(0, -1).trimEnd() : after;
  return /^[A-Za-z0-9][A-Za-z0-9.!+_-]*$/.test(version) ? version : undefined;
}

/** `name`, `name[a,b]` and `name (`, with blanks between: then the `==` behind it is all that it asks for. */
function isNameWithExtras(text: string): boolean {
  const named = text.trimEnd();
  const head = (named.endsWith("(") ? named.slice(0, -1) : named).trimEnd();
  const bracket = head.indexOf("[");
  const name = bracket === -1 ? head : head.slice(0, bracket).trimEnd();
  return /^[A-Za-z0-9._-]+$/.test(name) && (bracket === -1 || head.indexOf("]") === head.length - 1);
}
