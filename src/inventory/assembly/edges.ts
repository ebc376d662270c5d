import type { PackageFact } from "../facts.ts";

/** Packages that lie here with one package: who has which name. */
interface Directory {
  readonly byKey: Map<string, PackageFact[]>;
  readonly byProvided: Map<string, PackageFact[]>;
}

/** More stand-ins for one name than any database has; bounds what one need can draw in. */
const MAX_STAND_INS = 64;
/** Where Node as Debian ships it looks after the last `node_modules` upwards. */
const GLOBAL_MODULES = ["usr/share/nodejs", "usr/lib/nodejs", "usr/lib/node_modules"];
const MODULES = "node_modules";
/** Longer than a path that a file system takes. */
const MAX_PATH = 4096;

/** For each package the packages here that meet its needs. A need that nothing here meets has no edge. */
export function findEdges(packages: readonly PackageFact[]): Map<PackageFact, Set<PackageFact>> {
  const realms = new Map<string, Directory>();
  const directories = new Map<string, PackageFact[]>();
  for (const fact of packages) {
    if (fact.realm.by === "directory") file(directories, fact.realm.directory, fact);
    else enter(realms, fact.realm.within, fact);
  }
  const edges = new Map<PackageFact, Set<PackageFact>>();
  for (const fact of packages) {
    if (fact.needs.length === 0) continue;
    const { realm } = fact;
    const found = new Set<PackageFact>();
    for (const alternatives of fact.needs) {
      const met =
        realm.by === "directory"
          ? nearest(directories, realm.directory, alternatives)
          : named(realms.get(realm.within), fact, alternatives);
      for (const other of met) if (other !== fact) found.add(other);
    }
    if (found.size > 0) edges.set(fact, found);
  }
  return edges;
}

function enter(realms: Map<string, Directory>, within: string, fact: PackageFact): void {
  let realm = realms.get(within);
  if (realm === undefined) {
    realm = { byKey: new Map(), byProvided: new Map() };
    realms.set(within, realm);
  }
  file(realm.byKey, fact.key, fact);
  for (const name of fact.provides) file(realm.byProvided, name, fact);
}

function file(index: Map<string, PackageFact[]>, name: string, fact: PackageFact): void {
  const filed = index.get(name);
  if (filed === undefined) index.set(name, [fact]);
  else filed.push(fact);
}

/** The first alternative that is here: under its own name, else whoever provides it. */
function named(
  realm: Directory | undefined,
  fact: PackageFact,
  alternatives: readonly string[],
): readonly PackageFact[] {
  for (const name of alternatives) {
    const found = realm?.byKey.get(name) ?? realm?.byProvided.get(name);
    if (found !== undefined) return sameArchitecture(fact, found).slice(0, MAX_STAND_INS);
  }
  return [];
}

/** Of a package that is here for two architectures, the one of the needing package. */
function sameArchitecture({ identity }: PackageFact, found: readonly PackageFact[]): readonly PackageFact[] {
  if (identity.by !== "distribution" || found.length < 2) return found;
  const same = found.filter(
    (other) => other.identity.by === "distribution" && other.identity.architecture === identity.architecture,
  );
  return same.length > 0 ? same : found;
}

/** Node's rule (nodejs.org/api/modules.html): `node_modules` here, in the parent, and so on up to the root. */
function nearest(
  directories: ReadonlyMap<string, PackageFact[]>,
  from: string,
  [name = ""]: readonly string[],
): readonly PackageFact[] {
  if (from.length > MAX_PATH) return [];
  for (let directory = from; ; directory = parentOf(directory)) {
    if (!endsInModules(directory)) {
      const found = directories.get(directory === "" ? `${MODULES}/${name}` : `${directory}/${MODULES}/${name}`);
      if (found !== undefined) return found;
    }
    if (directory === "") break;
  }
  for (const directory of GLOBAL_MODULES) {
    const found = directories.get(`${directory}/${name}`);
    if (found !== undefined) return found;
  }
  return [];
}

function endsInModules(directory: string): boolean {
  return directory === MODULES || directory.endsWith(`/${MODULES}`);
}

function parentOf(directory: string): string {
  const slash = directory.lastIndexOf("/");
  return slash === -1 ? "" : directory.slice(0, slash);
}
