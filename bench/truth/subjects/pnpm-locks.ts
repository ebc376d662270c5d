import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { npmProgram, once, run } from "../have.ts";
import { type Listed, packageKey, type Subject } from "../subject.ts";
import { installNpm } from "./npm.ts";

/** Locks as three pnpm write them, beside a reading of the same fields by a library for YAML. */
export const pnpmLocks: readonly Subject[] = [
  ["5.4", "7.33.7"],
  ["6.0", "8.15.9"],
  ["9.0", "9.15.4"],
].map(([form = "", version = ""]) => ({
  title: `pnpm, lock of version ${form}`,
  lister: "the same fields, by a library for YAML",
  types: ["npm"],
  make: (folder) => {
    const pnpm = npmProgram(`${folder}-pnpm`, "pnpm", `pnpm@${version}`);
    once(folder, () => installNpm(folder, pnpm, ["install", "--ignore-scripts", "--silent", "--lockfile-only"]));
    const lock = parse(readFileSync(join(folder, "pnpm-lock.yaml"), "utf8")) as Lock;
    return { target: folder, listed: read(lock), about: `pnpm ${run(pnpm, ["--version"]).trim()}` };
  },
}));

interface Entry {
  readonly name?: string;
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

interface Lock {
  readonly lockfileVersion: number | string;
  readonly packages: Readonly<Record<string, Entry>>;
  readonly snapshots?: Readonly<Record<string, Entry>>;
}

/** What a key says: `a@1.0.0(peer@2.0.0)` since version 9, with a slash in front in 6, `/a/1.0.0_peer@2.0.0` in 5. */
function read({ lockfileVersion, packages, snapshots }: Lock): Listed {
  const entries = snapshots ?? packages;
  const isOldest = String(lockfileVersion).startsWith("5");
  const form = isOldest ? /^\/(@[^/]+\/[^/]+|[^/]+)\/([^_/]+)/ : /^\/?(@?[^@]+)@([^(]+)/;
  const nameOf = (key: string): string => {
    const [, name = "", version = ""] = form.exec(key) ?? [];
    return packageKey("npm", name, version);
  };
  const edges = new Set<string>();
  for (const [key, { dependencies = {}, optionalDependencies = {} }] of Object.entries(entries)) {
    for (const [name, chosen] of Object.entries({ ...dependencies, ...optionalDependencies })) {
      const keys = [`${name}@${chosen}`, `/${name}@${chosen}`, `/${name}/${chosen}`, chosen];
      const other = keys.find((candidate) => Object.hasOwn(entries, candidate));
      if (other !== undefined && nameOf(other) !== nameOf(key)) edges.add(`${nameOf(key)} > ${nameOf(other)}`);
    }
  }
  return { packages: new Set(Object.keys(entries).map(nameOf)), edges };
}
