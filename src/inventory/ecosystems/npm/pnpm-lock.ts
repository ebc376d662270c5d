import type { OpenFile, WholeReader } from "../../../core/reader.ts";
import { type PackageFact, type PassedOverFact, passedOverAt, type UnreadFact, unreadAt } from "../../facts.ts";
import { hashesIn } from "../integrity.ts";
import { scopesByReach } from "../reach.ts";
import { isVendored } from "../vendored.ts";
import { declaredPackage } from "./declared-package.ts";
import { eachIndented, type IndentedLine } from "./indented.ts";
import { readOldPnpm } from "./pnpm-lock-old.ts";

/** Dependencies under the name by which they are asked for, with what the lock chose. */
type Chosen = Map<string, string>;

interface Snapshot {
  readonly line: number;
  readonly required: Chosen;
  readonly optional: Chosen;
}

interface PnpmLock {
  version: string;
  /** What the project and the members of its workspace ask for. */
  readonly asked: { readonly production: Chosen[]; readonly optional: Chosen[]; readonly development: Chosen[] };
  /** The versions of packages whose key holds an address in its place. */
  readonly versions: Map<string, string>;
  /** By the key without its peers. */
  readonly hashes: Map<string, readonly string[]>;
  /** By key: `name@version(peer@version)`. */
  readonly snapshots: Map<string, Snapshot>;
  /** The first line that is not as pnpm writes it. */
  unknown?: number | undefined;
}

/** The lock file of pnpm in its versions 5, 6 and 9. Edges are exact: each names the key that was chosen. */
export const pnpmLock: WholeReader<PackageFact | PassedOverFact | UnreadFact> = {
  id: "inventory/npm-pnpm-lock",
  version: 3,
  wants: ({ type, path }) =>
    type === "file" && (path === "pnpm-lock.yaml" || path.endsWith("/pnpm-lock.yaml")) && !isVendored(path),
  *read(file) {
    const lock = readLock(file.text());
    if (lock.version === "") yield unreadAt(file.place, "not readable as a lock file of pnpm");
    else if (lock.version.startsWith("5.") || lock.version.startsWith("6.")) yield* readOldPnpm(file);
    else if (!lock.version.startsWith("9.")) {
      yield unreadAt(
        file.place,
        "recognised, not read by this version: lock file of pnpm other than versions 5, 6 and 9",
      );
    } else yield* asPackages(file, lock);
  },
};

function readLock(text: string): PnpmLock {
  const lock: PnpmLock = {
    version: "",
    asked: { production: [], optional: [], development: [] },
    versions: new Map(),
    hashes: new Map(),
    snapshots: new Map(),
  };
  let section = "";
  let item = "";
  let taking: Chosen | undefined;
  let name = "";
  const takers: Record<string, (line: IndentedLine) => void> = {
    importers: ({ indent, key, value }) => {
      if (indent === 4) taking = askedUnder(lock, key);
      if (indent === 6) name = key;
      if (indent === 8 && key === "version") taking?.set(name, value);
    },
    packages: ({ indent, key, value }) => {
      if (indent === 4 && key === "version") lock.versions.set(item, value);
      if (indent === 4 && key === "resolution")
        lock.hashes.set(item, hashesIn(/\bintegrity: ([^\s,}]+)/.exec(value)?.[1]));
    },
    snapshots: ({ number, indent, key, value }) => {
      if (indent === 2) lock.snapshots.set(key, { line: number, required: new Map(), optional: new Map() });
      if (indent === 4) taking = neededUnder(lock.snapshots.get(item), key);
      if (indent === 6) taking?.set(key, value);
    },
  };
  lock.unknown = eachIndented(text, (line) => {
    if (line.indent === 0) {
      section = line.key;
      if (section === "lockfileVersion" && lock.version === "") lock.version = line.value;
    }
    if (line.indent === 2) item = line.key;
    if (line.indent <= 2) taking = undefined;
    if (line.indent > 0 && Object.hasOwn(takers, section)) takers[section]?.(line);
  });
  return lock;
}

function askedUnder({ asked }: PnpmLock, group: string): Chosen | undefined {
  const chosen: Chosen = new Map();
  if (group === "dependencies") asked.production.push(chosen);
  else if (group === "optionalDependencies") asked.optional.push(chosen);
  else if (group === "devDependencies") asked.development.push(chosen);
  else return undefined;
  return chosen;
}

function neededUnder(snapshot: Snapshot | undefined, group: string): Chosen | undefined {
  if (group === "dependencies") return snapshot?.required;
  return group === "optionalDependencies" ? snapshot?.optional : undefined;
}

function* asPackages(file: OpenFile, lock: PnpmLock): Iterable<PackageFact | PassedOverFact | UnreadFact> {
  const keysOf = (chosen: Chosen) => [...chosen].map((pair) => keyOf(lock, pair)).filter((key) => key !== undefined);
  const asked = {
    production: lock.asked.production.flatMap(keysOf),
    optional: lock.asked.optional.flatMap(keysOf),
    development: lock.asked.development.flatMap(keysOf),
  };
  const direct = new Set([...asked.production, ...asked.optional, ...asked.development]);
  const needs = new Map(
    [...lock.snapshots].map(([key, { required, optional }]) => [
      key,
      { required: keysOf(required), optional: keysOf(optional) },
    ]),
  );
  const scopes = scopesByReach(asked, (key) => needs.get(key) ?? { required: [], optional: [] });
  for (const [key, { line }] of lock.snapshots) {
    const at = { ...file.place, line };
    const { name, version } = called(lock, key);
    if (name === undefined || version === undefined) {
      yield passedOverAt(at, "withoutVersion", "locked without a version");
      continue;
    }
    const scope = scopes.get(key);
    const hashes = lock.hashes.get(withoutPeers(key)) ?? [];
    const { required = [], optional = [] } = needs.get(key) ?? {};
    yield declaredPackage({
      at,
      lock: file.path,
      name,
      version,
      key,
      needs: [...required, ...optional].map((need) => [need]),
      scope,
      direct: direct.has(key),
      hashes,
    });
  }
  if (lock.unknown !== undefined) {
    yield unreadAt({ ...file.place, line: lock.unknown }, "a line of the lock file is not as pnpm writes it");
  }
}

/** The version stands there alone, or the whole key where the name is another one; a `link:` leads out of the lock. */
function keyOf({ snapshots }: PnpmLock, [name, chosen]: [string, string]): string | undefined {
  return [`${name}@${chosen}`, chosen].find((key) => snapshots.has(key));
}

/** `@scope/name@1.0.0(peer@2.0.0)`; in place of the version there may be an address, and then it stands apart. */
function called({ versions }: PnpmLock, key: string): { name?: string; version?: string } {
  const plain = withoutPeers(key);
  const at = plain.indexOf("@", 1);
  if (at === -1) return {};
  const written = plain.slice(at + 1);
  const version = written.includes(":") || written.includes("/") ? versions.get(plain) : written;
  return { name: plain.slice(0, at), ...(version !== undefined && { version }) };
}

function withoutPeers(key: string): string {
  const peers = key.indexOf("(");
  return peers === -1 ? key : key.slice(0, peers);
}
