import { scopesByReach } from "../ecosystems/reach.ts";
import { type AskedForFact, type PackageFact, type PassedOverFact, passedOverAt } from "../facts.ts";

const GROUPS = ["production", "optional", "development"] as const;

/** The packages of one lock file, by what others know them by. */
interface Lock {
  readonly packages: PackageFact[];
  readonly byName: Map<string, PackageFact[]>;
}

/**
 * Says of the packages of locks whether a project asks for them itself, and what it runs, builds or tests with them,
 * from the manifests beside or below: many locks leave that to their manifest. What a lock says itself counts.
 *
 * `unlocked` are manifests without a lock: which versions they get is decided when they are installed.
 */
export function withAskedFor(
  packages: readonly PackageFact[],
  manifests: readonly AskedForFact[],
): { packages: readonly PackageFact[]; unlocked: PassedOverFact[] } {
  if (manifests.length === 0) return { packages, unlocked: [] };
  const locks = locksIn(packages);
  const asked = new Map<Lock, AskedForFact[]>();
  const unlocked: PassedOverFact[] = [];
  for (const manifest of manifests) {
    const lock = lockFor(manifest, locks);
    if (lock !== undefined) asked.set(lock, [...(asked.get(lock) ?? []), manifest]);
    else if (GROUPS.some((group) => manifest[group].length > 0)) unlocked.push(withoutLock(manifest));
  }
  const known = new Map([...asked].flatMap(([lock, manifests]) => [...knownFrom(lock, manifests)]));
  return { packages: packages.map((fact) => known.get(fact) ?? fact), unlocked };
}

function withoutLock({ at, ...asked }: AskedForFact): PassedOverFact {
  const count = GROUPS.reduce((sum, group) => sum + asked[group].length, 0);
  return passedOverAt(
    at,
    "unresolved",
    `${count} dependencies without a lock file: which versions is decided when they are installed`,
  );
}

/** By type and folder; a folder may hold the locks of two tools. */
function locksIn(packages: readonly PackageFact[]): Map<string, Lock[]> {
  const byPath = new Map<string, Lock>();
  const byFolder = new Map<string, Lock[]>();
  for (const fact of packages) {
    const { identity, relation, realm, at } = fact;
    if (identity.by !== "purl" || relation !== "declared" || realm.by !== "name" || at.path === undefined) continue;
    const key = `${identity.type} ${at.path} ${at.layer ?? ""}`;
    let lock = byPath.get(key);
    if (lock === undefined) {
      lock = { packages: [], byName: new Map() };
      byPath.set(key, lock);
      const folder = `${identity.type} ${parentOf(at.path)}`;
      byFolder.set(folder, [...(byFolder.get(folder) ?? []), lock]);
    }
    lock.packages.push(fact);
    for (const name of [fact.key, ...fact.provides, fact.name]) {
      const others = lock.byName.get(name);
      if (others === undefined) lock.byName.set(name, [fact]);
      else if (others.at(-1) !== fact) others.push(fact);
    }
  }
  return byFolder;
}

/** The nearest folder upwards with a lock: a workspace has one for all its members. */
function lockFor({ at: { path = "" }, type }: AskedForFact, locks: ReadonlyMap<string, Lock[]>): Lock | undefined {
  for (let folder = parentOf(path); ; folder = parentOf(folder)) {
    const here = locks.get(`${type} ${folder}`);
    if (here !== undefined) return here.find(({ packages }) => packages.some(isOpen)) ?? here[0];
    if (folder === "") return undefined;
  }
}

function isOpen({ direct, scope }: PackageFact): boolean {
  return direct === undefined || scope === undefined;
}

function* knownFrom(lock: Lock, manifests: readonly AskedForFact[]): Iterable<[PackageFact, PackageFact]> {
  if (!lock.packages.some(isOpen)) return;
  const indexes = new Map(lock.packages.map((fact, index) => [fact, String(index)]));
  const named = (names: readonly string[]) =>
    names.map((name) => lock.byName.get(name)).find((facts) => facts !== undefined) ?? [];
  const keysOf = (facts: readonly PackageFact[]) => facts.map((fact) => indexes.get(fact) ?? "");
  const find = (names: readonly string[]): string[] => {
    const found = named(names);
    // Of several versions, those that the lock knows the project to need itself.
    const direct = found.filter(({ direct }) => direct === true);
    return keysOf(direct.length > 0 ? direct : found);
  };
  const [production = [], optional = [], development = []] = GROUPS.map((group) =>
    manifests.flatMap((manifest) => manifest[group].flatMap(find)),
  );
  const direct = new Set([...production, ...optional, ...development]);
  const needs = lock.packages.map(({ needs }) => needs.flatMap((need) => keysOf(named(need))));
  const scopes = scopesByReach({ production, optional, development }, (key) => ({
    required: needs[Number(key)] ?? [],
    optional: [],
  }));
  for (const [index, fact] of lock.packages.entries()) {
    const scope = fact.scope ?? scopes.get(String(index));
    yield [fact, { ...fact, direct: fact.direct ?? direct.has(String(index)), ...(scope !== undefined && { scope }) }];
  }
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}
