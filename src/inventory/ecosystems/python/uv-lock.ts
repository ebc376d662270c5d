import * as z from "zod";
import type { Place } from "../../../core/place.ts";
import type { OpenFile, WholeReader } from "../../../core/reader.ts";
import { type PackageFact, type PassedOverFact, passedOverAt, type UnreadFact, unreadAt } from "../../facts.ts";
import { scopesByReach } from "../reach.ts";
import { linesOfTables, parseToml } from "../toml.ts";
import { isVendored } from "../vendored.ts";
import { foldName, pypiPurl } from "./names.ts";

const Dependency = z.object({ name: z.string().min(1), version: z.string().optional() });
type Dependency = z.infer<typeof Dependency>;

const UvPackage = z.object({
  name: z.string().min(1),
  version: z.string().optional(),
  source: z.record(z.string(), z.unknown()).default({}),
  dependencies: z.array(Dependency).default([]),
  "optional-dependencies": z.record(z.string(), z.array(Dependency)).default({}),
  "dev-dependencies": z.record(z.string(), z.array(Dependency)).default({}),
});
type UvPackage = z.infer<typeof UvPackage>;

export const UvLock = z.object({ version: z.number(), package: z.array(UvPackage).default([]) });

/** The lock file of uv. The project and the members of its workspace stand in it as packages of a local source. */
export const uvLock: WholeReader<PackageFact | PassedOverFact | UnreadFact> = {
  id: "inventory/python-uv-lock",
  version: 1,
  limit: 16 * 1024 * 1024,
  wants: ({ type, path }) => type === "file" && (path === "uv.lock" || path.endsWith("/uv.lock")) && !isVendored(path),
  *read(file) {
    const lock = UvLock.safeParse(parseToml(file.text()));
    if (!lock.success) {
      yield unreadAt(file.place, "not readable as a lock file of uv");
      return;
    }
    yield* asPackages(file, lock.data.package);
  },
};

function* asPackages(file: OpenFile, locked: readonly UvPackage[]): Iterable<PackageFact | PassedOverFact> {
  const own = locked.filter(isLocal);
  const asked = {
    production: own.flatMap(runtime).map(keyNamed),
    optional: own.flatMap(extras).map(keyNamed),
    development: own.flatMap(groups).map(keyNamed),
  };
  const direct = new Set([...asked.production, ...asked.optional, ...asked.development]);
  const needs = needsByKey(locked);
  const scopes = scopesByReach(asked, (key) => ({ required: needs.get(key) ?? [], optional: [] }));
  const lines = linesOfTables(file.text(), "package");
  for (const [index, entry] of locked.entries()) {
    if (isLocal(entry)) continue;
    const line = lines[index];
    const at = { ...file.place, ...(line !== undefined && { line }) };
    if (entry.version === undefined) {
      yield passedOverAt(at, "withoutVersion", "locked without a version");
      continue;
    }
    const keys = keysOf(entry);
    const scope = strongest(keys.map((key) => scopes.get(key)));
    yield asPackage(
      at,
      file.path,
      entry,
      entry.version,
      scope,
      keys.some((key) => direct.has(key)),
    );
  }
}

/** `virtual`, `editable` and `directory` are the project's own code. */
function isLocal({ source }: UvPackage): boolean {
  return "virtual" in source || "editable" in source || "directory" in source;
}

const runtime = (entry: UvPackage): Dependency[] => entry.dependencies;
const extras = (entry: UvPackage): Dependency[] => Object.values(entry["optional-dependencies"]).flat();
const groups = (entry: UvPackage): Dependency[] => Object.values(entry["dev-dependencies"]).flat();

/** uv adds the version only where the lock holds several of one name. */
function keyNamed({ name, version }: Dependency): string {
  return version === undefined ? foldName(name) : keyOf(foldName(name), version);
}

function keyOf(foldedName: string, version: string): string {
  return `${foldedName}@${version}`;
}

/** The names that others may need it by. */
function keysOf({ name, version }: UvPackage): string[] {
  const folded = foldName(name);
  return version === undefined ? [folded] : [folded, keyOf(folded, version)];
}

/** What is needed by whatever lies under a key; under a bare name that may be several versions. */
function needsByKey(locked: readonly UvPackage[]): Map<string, string[]> {
  const byKey = new Map<string, string[]>();
  for (const entry of locked) {
    const needs = needsOf(entry).map(keyNamed);
    for (const key of keysOf(entry)) {
      const known = byKey.get(key);
      if (known === undefined) byKey.set(key, [...needs]);
      else for (const need of needs) known.push(need);
    }
  }
  return byKey;
}

/** Of a package's extras the lock holds those that somebody asked for; those of the project are asked for apart. */
function needsOf(entry: UvPackage): Dependency[] {
  return isLocal(entry) ? entry.dependencies : [...entry.dependencies, ...extras(entry)];
}

type Scope = NonNullable<PackageFact["scope"]>;

function strongest(scopes: readonly (Scope | undefined)[]): Scope | undefined {
  return (["production", "optional", "development"] as const).find((scope) => scopes.includes(scope));
}

function asPackage(
  at: Place,
  within: string,
  entry: UvPackage,
  version: string,
  scope: Scope | undefined,
  direct: boolean,
): PackageFact {
  const name = foldName(entry.name);
  return {
    kind: "package",
    at,
    identity: { by: "purl", type: "pypi", purl: pypiPurl(name, version) },
    name,
    version,
    licenses: [],
    relation: "declared",
    ...(scope !== undefined && { scope }),
    direct,
    realm: { by: "name", within },
    key: name,
    provides: [keyOf(name, version)],
    needs: needsOf(entry).map((dependency) => [keyNamed(dependency)]),
    owns: [],
  };
}
