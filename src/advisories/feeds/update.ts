import { existsSync, mkdirSync, readdirSync, rmdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { WaybillError } from "../../core/errors.ts";
import type { Network } from "../../core/network.ts";
import { Builder } from "../store/build.ts";
import { withLock } from "../store/lock.ts";
import { type KnownFeed, openStore } from "../store/read.ts";
import { type BroughtFeed, bringFeed } from "./bring.ts";
import { feedFilesIn } from "./feed-file.ts";
import type { Fetching } from "./fetching.ts";
import type { Imported } from "./import.ts";
import { type Renewing, renew } from "./renew.ts";
import { renewRedHat } from "./renew-red-hat.ts";
import { sourcesFor } from "./sources.ts";

export interface UpdateRequest {
  readonly network: Network;
  readonly dataDirectory: string;
  readonly now: Date;
  /** A URL or a folder, laid out as `<Ecosystem>/all.zip`, with the lists beside. */
  readonly mirror: string;
  readonly ecosystems: readonly string[];
  readonly onProgress?: (what: string) => void;
  readonly wait?: Fetching["wait"];
}

export interface Updated extends Imported {
  /** Feeds that could not be renewed: what they had stays. */
  readonly failed: readonly FailedFeed[];
}

export interface FailedFeed {
  readonly name: string;
  readonly reason: string;
  /** When what is in force was fetched, ISO 8601; undefined when there is nothing. */
  readonly keeps: string | undefined;
}

/** One feed that is to be renewed. Answers nothing when there is none where it should be, and none is demanded. */
interface Renewal {
  readonly name: string;
  readonly renew: (builder: Builder) => Promise<BroughtFeed | undefined>;
}

/** The hosts that an update speaks with. */
export function feedHosts(mirror: string, ecosystems: readonly string[]): string[] {
  if (folderOf(mirror) !== undefined) return [];
  return [...new Set(sourcesFor(ecosystems, mirror, new Date()).map(({ url }) => new URL(url).host))];
}

/**
 * Renews the feeds, each for itself: what has not changed is not fetched, what failed keeps its old data.
 * @throws WaybillError when not one could be renewed; the database in force stays as it was
 */
export async function updateAdvisories(request: UpdateRequest): Promise<Updated> {
  return await withLock(request.dataDirectory, async () => {
    const known = knownFeeds(request.dataDirectory);
    const folder = join(request.dataDirectory, "fetching"); // what broke off waits there for the next run
    const renewals = renewalsOf(request, known, folder);
    const builder = new Builder(request.dataDirectory);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    try {
      const { feeds, failed } = await renewAll(renewals, builder, known, request.onProgress);
      if (feeds.length === 0) throw nothingRenewed(failed);
      request.onProgress?.("building the database");
      return { feeds, failed, pointer: await builder.finish(request.now) };
    } catch (error) {
      builder.discard();
      throw error;
    } finally {
      if (readdirSync(folder).length === 0) rmdirSync(folder);
    }
  });
}

async function renewAll(
  renewals: readonly Renewal[],
  builder: Builder,
  known: ReadonlyMap<string, KnownFeed>,
  onProgress: UpdateRequest["onProgress"],
): Promise<{ feeds: BroughtFeed[]; failed: FailedFeed[] }> {
  const feeds: BroughtFeed[] = [];
  const failed: FailedFeed[] = [];
  for (const [index, { name, renew }] of renewals.entries()) {
    onProgress?.(`fetching ${name} (${index + 1}/${renewals.length})`);
    try {
      const brought = await renew(builder);
      if (brought !== undefined) feeds.push(brought);
    } catch (error) {
      if (error instanceof WaybillError && error.code === "connect/offline") throw error;
      const reason = error instanceof Error ? (error.message.split("\n")[0] ?? "") : "unreadable";
      failed.push({ name, reason, keeps: known.get(name)?.fetchedAt });
    }
  }
  return { feeds, failed };
}

function nothingRenewed([first]: readonly FailedFeed[]): WaybillError {
  return new WaybillError(
    "advisories/update-failed",
    `No feed could be renewed. ${first === undefined ? "There is none where they should be." : `${first.name}: ${first.reason}`}`,
    "Look whether the feeds can be reached; the database in force stays as it was.",
  );
}

function knownFeeds(dataDirectory: string): ReadonlyMap<string, KnownFeed> {
  try {
    const store = openStore(dataDirectory);
    const feeds = store?.feeds() ?? [];
    store?.close();
    return new Map(feeds.map((feed) => [feed.name, feed]));
  } catch (error) {
    if (error instanceof WaybillError) return new Map(); // damaged or of another layout: all is fetched anew
    throw error;
  }
}

function renewalsOf(request: UpdateRequest, known: ReadonlyMap<string, KnownFeed>, folder: string): Renewal[] {
  const { mirror, ecosystems, network, now, wait = sleep } = request;
  const local = folderOf(mirror);
  if (local !== undefined)
    return feedFilesIn(local).map((file) => ({ name: file.name, renew: (builder) => bringFeed(builder, file) }));
  const renewing: Renewing = { fetching: { network, wait }, folder, now };
  return sourcesFor(ecosystems, mirror, now).map((source) => ({
    name: source.name,
    renew: (builder) => {
      const before = known.get(source.name);
      const same = before?.origin === source.url ? before : undefined;
      return (source.kind === "red-hat-vex" ? renewRedHat : renew)(source, same, renewing, builder);
    },
  }));
}

async function sleep(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function folderOf(mirror: string): string | undefined {
  const path = mirror.startsWith("file:") ? fileURLToPath(mirror) : mirror;
  return existsSync(path) && statSync(path).isDirectory() ? path : undefined;
}
