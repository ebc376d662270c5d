import * as z from "zod";
import type { WholeReader } from "../../../core/reader.ts";
import { type PackageFact, type UnreadFact, unreadAt } from "../../facts.ts";
import { asPackage, isNamed } from "../as-package.ts";
import { linesOfTables, parseToml } from "../toml.ts";
import { isVendored } from "../vendored.ts";
import { cargoPurl } from "./purl.ts";

const LockedCrate = z.object({
  name: z.string().min(1),
  version: z.string().min(1),
  /** Absent for the members of the workspace and for crates in directories. */
  source: z.string().optional(),
  /** SHA-256 of the crate as its registry hands it out. */
  checksum: z.string().optional(),
  dependencies: z.array(z.string()).default([]),
});
type LockedCrate = z.infer<typeof LockedCrate>;

export const CargoLock = z.object({ package: z.array(LockedCrate).default([]) });

/**
 * Cargo's lock file. The crates of the workspace itself stand in it without a source: they are no packages, and what
 * they need is direct. What is needed for development alone, only their manifests say.
 */
export const cargoLock: WholeReader<PackageFact | UnreadFact> = {
  id: "inventory/cargo-lock",
  version: 2,
  limit: 32 * 1024 * 1024,
  wants: ({ type, path }) => type === "file" && isNamed(path, "Cargo.lock") && !isVendored(path),
  *read(file) {
    const lock = CargoLock.safeParse(parseToml(file.text()));
    if (!lock.success) {
      yield unreadAt(file.place, "not readable as a lock file of Cargo");
      return;
    }
    const crates = lock.data.package;
    const keys = keysByName(crates);
    const needsOf = ({ dependencies }: LockedCrate) => dependencies.flatMap((written) => resolve(written, keys));
    const direct = new Set(crates.filter(({ source }) => source === undefined).flatMap(needsOf));
    const lines = linesOfTables(file.text(), "package");
    for (const [index, crate] of crates.entries()) {
      if (crate.source === undefined) continue;
      const { name, version, checksum = "" } = crate;
      const line = lines[index];
      yield asPackage({
        at: { ...file.place, ...(line !== undefined && { line }) },
        purl: cargoPurl(name),
        name,
        version,
        relation: "declared",
        within: file.path,
        key: keyOf(crate),
        hashes: /^[0-9a-f]{64}$/.test(checksum) ? [`sha256:${checksum}`] : [],
        needs: needsOf(crate),
        direct: direct.has(keyOf(crate)),
      });
    }
  },
};

function keyOf({ name, version }: Pick<LockedCrate, "name" | "version">): string {
  return `${name} ${version}`;
}

function keysByName(crates: readonly LockedCrate[]): Map<string, string[]> {
  const keys = new Map<string, string[]>();
  for (const crate of crates) {
    const known = keys.get(crate.name);
    if (known === undefined) keys.set(crate.name, [keyOf(crate)]);
    else known.push(keyOf(crate));
  }
  return keys;
}

/** `name`, with the version where the lock holds several, and with the source where even those are alike. */
function resolve(written: string, keys: ReadonlyMap<string, readonly string[]>): string[] {
  const [name = "", version] = written.split(" ", 3);
  if (version !== undefined) return [keyOf({ name, version })];
  return [...(keys.get(name) ?? [])].slice(0, 1);
}
