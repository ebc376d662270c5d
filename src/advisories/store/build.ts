import { constants, copyFileSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { absorb } from "./absorb.ts";
import { cveNumber } from "./cve-number.ts";
import type { Entry, Refused } from "./entry.ts";
import { FeedWriter } from "./feed-writer.ts";
import { currentDatabase, makeCurrent, type Pointer } from "./files.ts";
import { forgetRows, forgetSource } from "./forget-source.ts";
import { hashFile } from "./hash-file.ts";
import { LAYOUT, TABLES } from "./layout.ts";
import { openStore } from "./read.ts";

/** Where a feed came from; its age stands in every report. */
export interface FeedState {
  readonly name: string;
  readonly kind: "osv" | "release" | "exploited" | "likelihood";
  readonly origin: string;
  /** ISO 8601. */
  readonly fetchedAt: string;
  readonly sha256: string;
  /** What the server called this state, to ask it whether there is a newer one. */
  readonly etag?: string;
  readonly lastModified?: string;
  /** Under which terms the data may be handed on, as an SPDX expression where there is one. */
  readonly licence: string;
}

export interface Brought {
  readonly records: number;
  readonly refused: readonly Refused[];
}

/**
 * Builds the next database beside the current one: feeds that are brought replace their former selves, the others
 * stay. Nothing counts until `finish`, so a failure at any point leaves the old one in force; and a feed that fails
 * halfway leaves its own former self.
 */
export class Builder {
  readonly #dataDirectory: string;
  readonly #path: string;
  readonly #database: DatabaseSync;
  #isLoose = true;

  constructor(dataDirectory: string) {
    mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
    this.#dataDirectory = dataDirectory;
    this.#path = join(dataDirectory, `building-${process.pid}.sqlite`);
    rmSync(this.#path, { force: true });
    const isNew = !copyCurrent(dataDirectory, this.#path);
    // A copy that nobody reads yet needs no way back, which SQLite only gives up when it is told that it may.
    this.#database = new DatabaseSync(this.#path, { defensive: false });
    this.#database.exec(
      "pragma journal_mode=off; pragma synchronous=off; pragma temp_store=memory; pragma cache_size=-16384",
    );
    if (isNew) {
      this.#database.exec(TABLES);
      this.#database.prepare("insert into layout values (?)").run(LAYOUT);
    }
    this.#isLoose = isNew;
    this.#database.exec("begin");
  }

  /** Puts a feed's records in place of those it brought before. A record that is refused costs only itself. */
  async replaceFeed(
    feed: FeedState,
    entries: Iterable<Entry | Refused> | AsyncIterable<Entry | Refused>,
  ): Promise<Brought> {
    this.#isLoose = true;
    const writer = new FeedWriter(this.#database);
    try {
      const { newest, ...brought } = await writer.addAll(entries, feed.kind === "release");
      this.#forget(feed.name);
      this.#setSource(writer.source, feed, { ...brought, newest });
      return brought;
    } catch (error) {
      forgetRows(this.#database, writer.source);
      throw error;
    }
  }

  /**
   * Puts a few records of a feed in place of their former selves, and takes away those that are gone.
   * @param fetchedAt ISO 8601
   * @param cursor how far it has come
   */
  async upsert(
    name: string,
    fetchedAt: string,
    entries: readonly (Entry | Refused)[],
    cursor: string,
    gone: readonly string[] = [],
  ): Promise<Brought> {
    const source = this.#sourceOf(name);
    if (source === undefined) throw new Error(`${name} cannot be brought up to date: it is not there`);
    const { newest, ...brought } = await new FeedWriter(this.#database, source).replace(entries, gone);
    this.#database
      .prepare(
        `update source set fetched_at = ?, newest_modified = max(newest_modified, ?), cursor = ?, refused = refused + ?,
         records = (select count(*) from record where source = ?) where n = ?`,
      )
      .run(fetchedAt, newest, cursor, brought.refused.length, source, source);
    return brought;
  }

  /** Takes over what another database of our layout knows. */
  absorb(path: string): void {
    this.#isLoose = true;
    absorb(this.#database, path);
  }

  /** The server says that what we have is what it has. */
  confirm(name: string, checkedAt: string): void {
    this.#database.prepare("update source set fetched_at = ? where name = ?").run(checkedAt, name);
  }

  /** CISA's list of what is exploited. */
  replaceExploited(feed: FeedState, entries: readonly { cve: string; since: string }[]): number {
    this.#forget(feed.name);
    const insert = this.#emptied("exploited", "insert or replace into exploited values (?,?)");
    let newest = "";
    for (const { cve, since } of entries) {
      const number = cveNumber(cve);
      if (number !== undefined) insert.run(number, since);
      if (since > newest) newest = since;
    }
    return this.#replaceList(feed, entries.length, newest);
  }

  /** FIRST's estimate of how likely a CVE is exploited; both values in hundred-thousandths. */
  replaceLikelihood(
    feed: FeedState,
    entries: readonly (readonly [cve: number, chance: number, percentile: number])[],
    scoredOn: string,
  ): number {
    this.#forget(feed.name);
    const insert = this.#emptied("likelihood", "insert or replace into likelihood values (?,?,?)");
    for (const [cve, chance, percentile] of entries) insert.run(cve, chance, percentile);
    return this.#replaceList(feed, entries.length, scoredOn);
  }

  #emptied(table: "exploited" | "likelihood", insert: string) {
    this.#database.exec(`delete from ${table}`);
    return this.#database.prepare(insert);
  }

  #replaceList(feed: FeedState, records: number, newest: string): number {
    this.#setSource(nextSource(this.#database), feed, { records, refused: [], newest });
    return records;
  }

  #setSource(n: number, feed: FeedState, { records, refused, newest }: Brought & { newest: string }): void {
    this.#database.prepare("insert or replace into source values (?,?,?,?,?,?,?,?,?,?,?,?,?,?)").run(
      n,
      feed.name,
      feed.kind,
      feed.origin,
      feed.fetchedAt,
      newest,
      records,
      refused.length,
      feed.sha256,
      feed.etag ?? null,
      feed.lastModified ?? null,
      newest > feed.fetchedAt ? feed.fetchedAt : newest, // a date from the future would hide what comes before it
      feed.fetchedAt,
      feed.licence,
    );
  }

  #sourceOf(name: string): number | undefined {
    const row = this.#database.prepare("select n from source where name = ?").get(name);
    return row === undefined ? undefined : Number(row.n);
  }

  #forget(name: string): void {
    const source = this.#sourceOf(name);
    if (source === undefined) return;
    forgetSource(this.#database, source);
  }

  /** Makes what was built the database that counts. */
  async finish(builtAt: Date): Promise<Pointer> {
    this.#database.exec(this.#isLoose ? "commit; vacuum" : "commit");
    this.#database.close();
    const sha256 = await hashFile(this.#path);
    return makeCurrent(this.#dataDirectory, this.#path, sha256, builtAt.toISOString());
  }

  /** Throws away what was built; the old database stays in force. */
  discard(): void {
    if (this.#database.isOpen) this.#database.close();
    rmSync(this.#path, { force: true });
  }
}

/** The number under which the next feed's rows stand. */
function nextSource(database: DatabaseSync): number {
  return Number(database.prepare("select coalesce(max(n), 0) + 1 as next from source").get()?.next);
}

function copyCurrent(dataDirectory: string, to: string): boolean {
  try {
    const current = currentDatabase(dataDirectory);
    if (current === undefined || !existsSync(current.path)) return false;
    openStore(dataDirectory)?.close(); // refuses another layout
    copyFileSync(current.path, to, constants.COPYFILE_FICLONE);
    return true;
  } catch {
    return false; // damaged or of another layout: start anew
  }
}
