import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Writes a lock file of npm with these packages, repeated under other names until there are enough. Answers its path. */
export function npmLock(
  folder: string,
  packages: readonly (readonly [name: string, version: string])[],
  count: number,
) {
  const entries: Record<string, object> = { "": { name: "bench", version: "1.0.0" } };
  for (let at = 0; at < count; at++) {
    const [name = "", version = ""] = packages[at % packages.length] ?? [];
    const round = Math.floor(at / packages.length);
    const own = round === 0 ? name : `${name}-${round}`;
    const place = `node_modules/${own}`;
    entries[place in entries ? `node_modules/nest-${at}/${place}` : place] = {
      version,
      resolved: `https://registry.npmjs.org/${own}/-/p-${version}.tgz`,
      integrity: `sha512-${Buffer.alloc(64, at % 251).toString("base64")}`,
    };
  }
  mkdirSync(folder, { recursive: true });
  const path = join(folder, "package-lock.json");
  const lock = { name: "bench", version: "1.0.0", lockfileVersion: 3, requires: true, packages: entries };
  writeFileSync(path, JSON.stringify(lock, null, 1));
  return path;
}
