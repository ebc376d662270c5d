import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { WaybillError } from "../../core/errors.ts";
import { Builder } from "../store/build.ts";
import type { Pointer } from "../store/files.ts";
import { withLock } from "../store/lock.ts";
import { openStore } from "../store/read.ts";
import { adoptDatabase, isExported } from "../store/transfer.ts";
import { type BroughtFeed, bringFeed } from "./bring.ts";
import { type FeedFile, feedFilesIn } from "./feed-file.ts";

export interface Imported {
  readonly pointer: Pointer;
  readonly feeds: readonly BroughtFeed[];
}

/** Brings zips, folders laid out as `<Ecosystem>/all.zip` and the lists that we know into the database; all or nothing. */
export async function importAdvisories(paths: readonly string[], dataDirectory: string, now: Date): Promise<Imported> {
  const exported = paths.find((path) => existsSync(path) && statSync(path).isFile() && isExported(path));
  return await withLock(dataDirectory, async () => {
    if (exported !== undefined) return await adopt(exported, paths, dataDirectory, now);
    const files = paths.flatMap((path) => feedFilesIn(resolve(path)));
    return await importFeeds(files, dataDirectory, now);
  });
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
