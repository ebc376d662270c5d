import type { OpenFile, WholeReader } from "../../../core/reader.ts";
import { type PackageFact, type PassedOverFact, passedOverAt, type UnreadFact, unreadAt } from "../../facts.ts";
import { eachLine } from "../lines.ts";
import { isVendored } from "../vendored.ts";
import { golangPurl } from "./purl.ts";

interface Requirement {
  readonly line: number;
  readonly module: string;
  readonly version: string;
  readonly indirect: boolean;
}

interface Replacement {
  /** Absent where all versions are replaced. */
  readonly version?: string;
  readonly by: { readonly module: string; readonly version?: string };
}

interface GoMod {
  readonly requirements: Requirement[];
  readonly replacements: Map<string, Replacement[]>;
  /** Lines that are no directive, or one without what it needs. */
  readonly broken: number[];
  /** Of the `go` directive. */
  go?: string;
}

/** The directives of go.mod (go.dev/ref/mod); an unknown one is no `go.mod` of today. */
const DIRECTIVES = new Set([
  "module",
  "go",
  "toolchain",
  "godebug",
  "require",
  "tool",
  "ignore",
  "exclude",
  "replace",
  "retract",
]);

/** What a Go module asks for. It is flat: which module needs which stands in their own files. */
export const goMod: WholeReader<PackageFact | PassedOverFact | UnreadFact> = {
  id: "inventory/go-mod",
  version: 2,
  limit: 4 * 1024 * 1024,
  wants: ({ type, path }) => type === "file" && (path === "go.mod" || path.endsWith("/go.mod")) && !isVendored(path),
  *read(file) {
    const { requirements, replacements, broken, go } = readGoMod(file.text());
    for (const requirement of requirements) yield asPackage(file, requirement, replacements);
    if (requirements.length > 0 && !listsAll(go)) {
      yield passedOverAt(file.place, "unresolved", "before Go 1.17 a go.mod lists only what it asks for itself");
    }
    const [line] = broken;
    if (line !== undefined)
      yield unreadAt({ ...file.place, line }, `${broken.length} line(s) of go.mod are no directive`);
  },
};

function readGoMod(text: string): GoMod {
  const mod: GoMod = { requirements: [], replacements: new Map(), broken: [] };
  let block: string | undefined;
  eachLine(text, (line, number) => {
    const comment = line.indexOf("//");
    const words = wordsIn(comment === -1 ? line : line.slice(0, comment));
    const remark = comment === -1 ? "" : line.slice(comment + 2).trim();
    if (words.length === 0) return;
    if (block !== undefined) {
      if (words[0] === ")") block = undefined;
      else take(mod, block, words, number, remark);
      return;
    }
    const [directive = "", ...rest] = words;
    if (!DIRECTIVES.has(directive)) mod.broken.push(number);
    else if (rest[0] === "(") block = rest[1] === ")" ? undefined : directive;
    else take(mod, directive, rest, number, remark);
  });
  return mod;
}

/** Splits at blanks; names may stand in double quotes or back quotes. Brackets of a block are words of their own. */
function wordsIn(line: string): string[] {
  return line
    .replaceAll("(", " ( ")
    .replaceAll(")", " ) ")
    .split(/[ \t]/)
    .filter((word) => word !== "")
    .map((word) =>
      word.length > 1 && (word[0] === '"' || word[0] === "`") && word.endsWith(word[0]) ? word.slice(1, -1) : word,
    );
}

/** Since Go 1.17 what the requirements need in turn stands there, too, marked as indirect (go.dev/ref/mod). */
function listsAll(go = "1.16"): boolean {
  const [major = 0, minor = 0] = go.split(".").map(Number);
  return major > 1 || minor >= 17;
}

function take(mod: GoMod, directive: string, words: readonly string[], line: number, remark: string): void {
  if (directive === "go" && words[0] !== undefined) mod.go = words[0];
  if (directive === "require") takeRequirement(mod, words, line, remark);
  if (directive === "replace") takeReplacement(mod, words, line);
}

function takeRequirement(mod: GoMod, words: readonly string[], line: number, remark: string): void {
  const [module, version] = words;
  if (!module || !version || words.length > 2) mod.broken.push(line);
  else
    mod.requirements.push({ line, module, version, indirect: remark === "indirect" || remark.startsWith("indirect;") });
}

/** `old [v] => new v`, or `=> ./directory` without a version. */
function takeReplacement(mod: GoMod, words: readonly string[], line: number): void {
  const arrow = words.indexOf("=>");
  const [module, version] = words.slice(0, Math.max(0, arrow));
  const [by, byVersion] = words.slice(arrow + 1);
  if (!module || !by || arrow > 2) {
    mod.broken.push(line);
    return;
  }
  const replacement: Replacement = {
    ...(version !== undefined && { version }),
    by: { module: by, ...(byVersion !== undefined && { version: byVersion }) },
  };
  const known = mod.replacements.get(module);
  if (known === undefined) mod.replacements.set(module, [replacement]);
  else known.push(replacement);
}

function asPackage(
  file: OpenFile,
  requirement: Requirement,
  replacements: ReadonlyMap<string, readonly Replacement[]>,
): PackageFact | PassedOverFact {
  const at = { ...file.place, line: requirement.line };
  const replaced = replacementOf(requirement, replacements.get(requirement.module) ?? []);
  if (replaced !== undefined && replaced.by.version === undefined) {
    return passedOverAt(at, "withoutVersion", "replaced by a directory, which has no version");
  }
  const module = replaced?.by.module ?? requirement.module;
  const version = replaced?.by.version ?? requirement.version;
  return {
    kind: "package",
    at,
    identity: { by: "purl", type: "golang", purl: golangPurl(module, version) },
    name: module,
    version,
    licenses: [],
    relation: "declared",
    scope: "production",
    direct: !requirement.indirect,
    realm: { by: "name", within: file.path },
    key: module,
    provides: [],
    needs: [],
    owns: [],
  };
}

/** A replacement of exactly this version goes before one of all versions. */
function replacementOf({ version }: Requirement, known: readonly Replacement[]): Replacement | undefined {
  return (
    known.find((replacement) => replacement.version === version) ?? known.find(({ version }) => version === undefined)
  );
}
