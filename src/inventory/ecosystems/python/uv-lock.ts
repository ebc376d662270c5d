import { z } from "zod";
import type { OpenFile, WholeReader } from "../../../core/reader.ts";
import { type PackageFact, type PassedOverFact, passedOverAt, type UnreadFact, unreadAt } from "../../facts.ts";
import { isVendored } from "../vendored.ts";
import { foldName, pypiPurl } from "./names.ts";
import { parseToml } from "./poetry-lock.ts";

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
  const asked = { runtime: own.flatMap(runtime), extras: own.flatMap(extras), groups: own.flatMap(groups) };
  const direct = new Set([...asked.runtime, ...asked.extras, ...asked.groups].map(keyNamed));
  const scopes = scopesByReach(locked, asked);
  for (const entry of locked) {
    if (isLocal(entry)) continue;
    if (entry.version === undefined) yield passedOverAt(file.place, "withoutVersion", "locked without a version");
    else yield asPackage(file, entry, entry.version, scopes.get(entry), isAmong(direct, entry));
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

function isAmong(keys: ReadonlySet<string>, { name, version }: UvPackage): boolean {
  return keys.has(foldName(name)) || (version !== undefined && keys.has(keyOf(foldName(name), version)));
}

type Scope = NonNullable<PackageFact["scope"]>;

/** What the project runs with is production; what only its extras reach is optional; the rest is development. */
function scopesByReach(
  locked: readonly UvPackage[],
  asked: { runtime: Dependency[]; extras: Dependency[]; groups: Dependency[] },
): Map<UvPackage, Scope> {
  const byKey = indexed(locked);
  const scopes = new Map<UvPackage, Scope>();
  const followed = new Set<string>();
  const reach = (from: readonly Dependency[], scope: Scope) => {
    const waiting = from.map(keyNamed);
    for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
      if (followed.has(key)) continue;
      followed.add(key);
      for (const entry of byKey.get(key) ?? []) {
        if (scopes.has(entry)) continue;
        scopes.set(entry, scope);
        const further = isLocal(entry) ? entry.dependencies : [...entry.dependencies, ...extras(entry)];
        for (const dependency of further) waiting.push(keyNamed(dependency));
      }
    }
  };
  reach(asked.runtime, "production");
  reach(asked.extras, "optional");
  reach(asked.groups, "development");
  return scopes;
}

function indexed(locked: readonly UvPackage[]): Map<string, UvPackage[]> {
  const byKey = new Map<string, UvPackage[]>();
  const file = (key: string, entry: UvPackage) => {
    const filed = byKey.get(key);
    if (filed === undefined) byKey.set(key, [entry]);
    else filed.push(entry);
  };
  for (const entry of locked) {
    const name = foldName(entry.name);
    file(name, entry);
    if (entry.version !== undefined) file(keyOf(name, entry.version), entry);
  }
  return byKey;
}

function asPackage(
  file: OpenFile,
  entry: UvPackage,
  version: string,
  scope: Scope | undefined,
  direct: boolean,
): PackageFact {
  const name = foldName(entry.name);
  return {
    kind: "package",
    at: file.place,
    identity: { by: "purl", type: "pypi", purl: pypiPurl(name, version) },
    name,
    version,
    licenses: [],
    relation: "declared",
    ...(scope !== undefined && { scope }),
    direct,
    realm: { by: "name", within: file.path },
    key: name,
    provides: [keyOf(name, version)],
    needs: [...entry.dependencies, ...extras(entry)].map((dependency) => [keyNamed(dependency)]),
    owns: [],
  };
}
