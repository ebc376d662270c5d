import type { Place } from "../../../core/place.ts";
import type { StreamReader } from "../../../core/reader.ts";
import type { Entry } from "../../../core/source.ts";
import { type PackageFact, type PassedOverFact, passedOverAt } from "../../facts.ts";
import { eachLine } from "../lines.ts";
import { type BuildInfo, BuildInfoSearch } from "./build-info.ts";
import { type OlderBuildInfo, OlderBuildInfoSearch } from "./older-build-info.ts";
import { golangPurl } from "./purl.ts";

/** The first four bytes of ELF and of the Mach-O forms; a PE program begins with `MZ` alone. */
const MAGICS = new Set(["7f454c46", "feedface", "feedfacf", "cefaedfe", "cffaedfe", "cafebabe"]);
/** The smallest program that Go links is over a megabyte. */
const SMALLEST = 256 * 1024;

/** The modules of a program that Go built, from the build information inside it. */
export const goBinary: StreamReader<PackageFact | PassedOverFact> = {
  id: "inventory/go-binary",
  version: 2,
  wants: ({ type, size, mode, path }) =>
    type === "file" && size >= SMALLEST && ((mode & 0o111) !== 0 || path.endsWith(".exe")),
  open: (entry, place) => {
    const head: number[] = [];
    const search = new BuildInfoSearch();
    const older = new OlderBuildInfoSearch();
    return {
      push: (chunk) => {
        for (let at = 0; head.length < 4 && at < chunk.length; at++) head.push(chunk[at] ?? 0);
        if (head.length === 4 && !isProgram(head)) return false;
        older.push(chunk);
        return search.push(chunk);
      },
      end: () => {
        const found = search.result();
        return report(found.kind === "older" ? older.result() : found, entry, place);
      },
    };
  },
};

function isProgram(head: readonly number[]): boolean {
  return (head[0] === 0x4d && head[1] === 0x5a) || MAGICS.has(Buffer.from(head).toString("hex"));
}

function* report(
  result: BuildInfo | OlderBuildInfo | { readonly kind: "none" },
  { path }: Entry,
  at: Place,
): Iterable<PackageFact | PassedOverFact> {
  if ("kind" in result && result.kind === "none") return;
  const { goVersion, modules = "" }: OlderBuildInfo = result;
  const { main, dependencies } = readModules(modules);
  const standard = goVersion === undefined ? undefined : standardLibrary(goVersion);
  if (goVersion === undefined) {
    yield passedOverAt(at, "withoutVersion", "a Go program from before Go 1.18 that does not say which Go built it");
  }
  if (main === undefined && dependencies.length === 0) {
    yield passedOverAt(at, "withoutModules", "a Go program that was built without a list of its modules");
  }
  const keys = [...dependencies.map(keyOf), ...(standard === undefined ? [] : [keyOf(standard)])];
  if (main !== undefined) yield asPackage(path, at, main, keys);
  for (const module of dependencies) yield asPackage(path, at, module, []);
  if (standard !== undefined) yield asPackage(path, at, standard, []);
}

interface Module {
  readonly path: string;
  readonly version?: string;
}

/** Lines of `mod`, `dep` and `=>` with path, version and checksum between tabs; `=>` replaces the one before it. */
function readModules(modules: string): { main?: Module; dependencies: Module[] } {
  const dependencies: Module[] = [];
  let main: Module | undefined;
  let replaces: "main" | "dependency" | undefined;
  eachLine(modules, (line) => {
    const [word, path = "", version = ""] = line.split("\t", 4);
    if (path === "") return;
    const module: Module = { path, ...(version !== "" && version !== "(devel)" && { version }) };
    if (word === "mod") {
      main = module;
      replaces = "main";
    } else if (word === "dep") {
      dependencies.push(module);
      replaces = "dependency";
    } else if (word === "=>" && replaces === "main") main = replacedBy(main, module);
    else if (word === "=>" && replaces === "dependency") dependencies.push(replacedBy(dependencies.pop(), module));
    else replaces = undefined;
  });
  return { ...(main !== undefined && { main }), dependencies };
}

/** A directory that stands in for a module has no name of its own and no version. */
function replacedBy(replaced: Module | undefined, by: Module): Module {
  const isDirectory = by.path.startsWith("./") || by.path.startsWith("../") || by.path.startsWith("/");
  return isDirectory && replaced !== undefined ? { path: replaced.path } : by;
}

/** `go1.22.1` → the module `stdlib` in version 1.22.1, as advisories name it. A build of Go in development has none. */
function standardLibrary(goVersion: string): Module | undefined {
  const version = /^go(\d+\.\d+[^\s]*)/.exec(goVersion)?.[1];
  return version === undefined ? undefined : { path: "stdlib", version };
}

function keyOf({ path, version = "" }: Module): string {
  return `${path}@${version}`;
}

function asPackage(file: string, at: Place, module: Module, needs: readonly string[]): PackageFact {
  return {
    kind: "package",
    at,
    identity: { by: "purl", type: "golang", purl: golangPurl(module.path, module.version) },
    name: module.path,
    ...(module.version !== undefined && { version: module.version }),
    licenses: [],
    relation: "installed",
    realm: { by: "name", within: `golang ${file}` },
    key: keyOf(module),
    provides: [],
    needs: needs.map((need) => [need]),
    owns: [],
  };
}
