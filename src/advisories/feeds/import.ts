import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { WaybillError } from "../../core/errors.ts";
import { adoptDatabases, isExported } from "../exchange/adopt-database.ts";
import { demandNoKeys, manifestBeside } from "../exchange/manifest.ts";
import { Builder } from "../store/build.ts";
import type { Pointer } from "../store/files.ts";
import { withLock } from "../store/lock.ts";
import { openStore } from "../store/read.ts";
import { type BroughtFeed, bringFeed } from "./bring.ts";
import { type FeedFile, feedFilesIn } from "./feed-file.ts";

export interface Imported {
  readonly pointer: Pointer;
  readonly feeds: readonly BroughtFeed[];
}

/**
 * Brings zips, folders laid out as `<Ecosystem>/all.zip` and the lists that we know into the database, or databases that
 * another machine exported; all or nothing.
 * @param keys public keys of which one must have signed what is brought; then only exported databases are taken
 */
export async function importAdvisories(
  paths: readonly string[],
  dataDirectory: string,
  now: Date,
  keys: readonly string[] = [],
): Promise<Imported> {
  const isDatabase = (path: string) => existsSync(path) && statSync(path).isFile() && isExported(path);
  const exported = paths.filter(isDatabase);
  return await withLock(dataDirectory, async () => {
    if (exported.length === 0) {
      demandNoKeys(paths.join(", "), keys);
      const files = paths.flatMap((path) => feedFilesIn(resolve(path)));
      return await importFeeds(files, dataDirectory, now);
    }
    demandOneKind(exported, paths);
    const offered = exported.map((path) => ({ path, manifest: manifestBeside(path, keys) }));
    return { pointer: await adoptDatabases(offered, dataDirectory, now), feeds: knownBy(dataDirectory) };
  });
}

/** Feeds and databases are brought one after the other. */
function demandOneKind([first]: readonly string[], paths: readonly string[]): void {
  const other = paths.find((path) => !existsSync(path) || !statSync(path).isFile() || !isExported(path));
  if (other === undefined) return;
  throw new WaybillError(
    "advisories/mixed",
    `${first} is a database that was exported, and ${other} is none.`,
    "Import the one first, and the other after it.",
  );
}

function knownBy(dataDirectory: string): BroughtFeed[] {
  const store = openStore(dataDirectory);
  try {
    return (store?.state().sources ?? []).map(({ name, records }) => ({ name, records, refused: [] }));
  } finally {
    store?.close();
  }
}

async function importFeeds(files: readonly FeedFile[], dataDirectory: string, now: Date): Promise<Imported> {
  const builder = new Builder(dataDirectory);
  try {
    const feeds = [];
    for (const file of files) feeds.push(await bringOrThrow(builder, file));
    return { feeds, pointer: await builder.finish(now) };
  } catch (error) {
    builder.discard();
    throw error;
  }
}

async function bringOrThrow(builder: Builder, file: FeedFile): Promise<BroughtFeed> {
  try {
    return await bringFeed(builder, file);
  } catch (error) {
    const why = error instanceof Error ? error.message.split("\n")[0] : "unreadable";
    throw new WaybillError(
      "advisories/bad-feed",
      `${file.path} cannot be read: ${why}.`,
      "Fetch it again; the database in force stays as it was.",
    );
  }
}
