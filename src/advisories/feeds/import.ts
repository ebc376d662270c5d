import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { WaybillError } from "../../core/errors.ts";
import { Builder, hashFile, type Refused } from "../store/build.ts";
import type { Pointer } from "../store/files.ts";
import { openStore } from "../store/read.ts";
import { adoptDatabase, isExported } from "../store/transfer.ts";
import { readExploited } from "./kev.ts";
import { readOsvZip } from "./osv-zip.ts";

/** One file to bring in. */
export interface FeedFile {
  readonly name: string;
  readonly path: string;
  readonly kind: "osv" | "exploited";
  /** Where it was had, as people will read it. */
  readonly origin: string;
  readonly fetchedAt: Date;
}

export interface Imported {
  readonly pointer: Pointer;
  readonly feeds: readonly { readonly name: string; readonly records: number; readonly refused: readonly Refused[] }[];
}

/** Brings zips, folders laid out as `<Ecosystem>/all.zip` and CISA's catalogue into the database; all or nothing. */
export async function importAdvisories(paths: readonly string[], dataDirectory: string, now: Date): Promise<Imported> {
  const exported = paths.find((path) => existsSync(path) && statSync(path).isFile() && isExported(path));
  if (exported !== undefined) return await adopt(exported, paths, dataDirectory, now);
  const files = paths.flatMap((path) => feedFilesIn(resolve(path)));
  return await importFeeds(files, dataDirectory, now);
}

/** An exported database is whole in itself and stands alone. */
async function adopt(path: string, paths: readonly string[], dataDirectory: string, now: Date): Promise<Imported> {
  if (paths.length > 1) {
    throw new WaybillError(
      "advisories/mixed",
      `${path} is a whole database, which replaces the one in force.`,
      "Import it alone, and the other files after it.",
    );
  }
  const pointer = await adoptDatabase(path, dataDirectory, now);
  const store = openStore(dataDirectory);
  const feeds = (store?.state().sources ?? []).map(({ name, records }) => ({ name, records, refused: [] }));
  store?.close();
  return { feeds, pointer };
}

export async function importFeeds(files: readonly FeedFile[], dataDirectory: string, now: Date): Promise<Imported> {
  const builder = new Builder(dataDirectory);
  try {
    const feeds = [];
    for (const file of files) feeds.push(await bring(builder, file));
    return { feeds, pointer: await builder.finish(now) };
  } catch (error) {
    builder.discard();
    throw error;
  }
}

async function bring(builder: Builder, file: FeedFile): Promise<Imported["feeds"][number]> {
  const { name, origin, path } = file;
  const feed = { name, origin, fetchedAt: file.fetchedAt.toISOString(), sha256: await hashFile(path) };
  try {
    if (file.kind === "osv") return { name, ...builder.replaceFeed(feed, readOsvZip(path)) };
    return { name, records: builder.replaceExploited(feed, readExploited(path)), refused: [] };
  } catch (error) {
    const why = error instanceof Error ? error.message.split("\n")[0] : "unreadable";
    throw new WaybillError(
      "advisories/bad-feed",
      `${path} cannot be read: ${why}.`,
      "Fetch it again; the database in force stays as it was.",
    );
  }
}

function feedFilesIn(path: string): FeedFile[] {
  if (!existsSync(path)) {
    throw new WaybillError(
      "advisories/no-such-feed",
      `There is no ${path}.`,
      "Name a zip of OSV records, or a folder laid out as <Ecosystem>/all.zip.",
    );
  }
  const files = statSync(path).isDirectory() ? filesInFolder(path) : feedFile(path);
  if (files.length > 0) return files;
  throw new WaybillError(
    "advisories/no-feed",
    `${path} holds no advisories that we know.`,
    "Name a zip of OSV records, or a folder laid out as <Ecosystem>/all.zip.",
  );
}

function filesInFolder(folder: string): FeedFile[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isFile()) return feedFile(path);
      if (!entry.isDirectory()) return [];
      const zip = join(path, "all.zip");
      return existsSync(zip)
        ? feedFile(zip)
        : readdirSync(path)
            .sort()
            .flatMap((name) => feedFile(join(path, name)));
    });
}

function feedFile(path: string): FeedFile[] {
  const name = basename(path);
  const common = {
    path,
    origin: name === "all.zip" ? join(basename(dirname(path)), name) : name,
    fetchedAt: statSync(path).mtime,
  };
  if (name === "all.zip") return [{ ...common, name: `OSV ${basename(dirname(path))}`, kind: "osv" }];
  if (name.endsWith(".zip")) return [{ ...common, name: `OSV ${name.slice(0, -".zip".length)}`, kind: "osv" }];
  if (name === "known_exploited_vulnerabilities.json") return [{ ...common, name: "CISA KEV", kind: "exploited" }];
  return [];
}
