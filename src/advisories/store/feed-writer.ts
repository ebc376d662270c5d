import type { DatabaseSync, StatementSync } from "node:sqlite";
import { packAffected } from "./affected.ts";
import { BlockWriter } from "./blocks.ts";
import type { Entry, Refused } from "./entry.ts";
import { foldName } from "./layout.ts";
import { NameWriter } from "./names.ts";

interface Added {
  readonly records: number;
  readonly refused: readonly Refused[];
  /** The newest time at which a record was changed. */
  readonly newest: string;
}

/** Writes the rows of one feed, under a number of its own so that they can be told from its former ones. */
export class FeedWriter {
  readonly source: number;
  readonly #database: DatabaseSync;
  readonly #blocks: BlockWriter;
  readonly #names: NameWriter;
  readonly #ecosystems = new Map<string, number>();
  readonly #insertPackage: StatementSync;
  readonly #insertRecord: StatementSync;
  readonly #known: StatementSync;
  #nextRecord: number;

  constructor(database: DatabaseSync, source?: number) {
    this.source = source ?? next(database, "source");
    this.#database = database;
    this.#blocks = new BlockWriter(database, this.source);
    this.#names = new NameWriter(database);
    this.#nextRecord = next(database, "record");
    this.#insertPackage = database.prepare("insert or replace into package values (?,?,?,?)");
    this.#insertRecord = database.prepare("insert into record values (?,?,?,?,?,?,?,?,?)");
    this.#known = database.prepare("select n from record where source = ? and id = ?");
  }

  /**
   * Adds records that are not there yet. Of two with one id the first counts, but where a feed tells of one hole
   * package by package: there the second adds its packages.
   */
  async addAll(entries: Iterable<Entry | Refused> | AsyncIterable<Entry | Refused>, byPackage = false): Promise<Added> {
    const refused: Refused[] = [];
    let records = 0;
    let newest = "";
    for await (const entry of entries) {
      if ("refused" in entry) {
        refused.push(entry);
        continue;
      }
      const known = this.#known.get(this.source, entry.id);
      if (known === undefined) {
        this.#add(entry);
        records++;
        if (entry.details.modified > newest) newest = entry.details.modified;
      } else if (byPackage) this.#addPackages(Number(known.n), entry);
      else refused.push({ refused: entry.id, reason: "stands twice in the feed" });
    }
    this.#blocks.flush();
    this.#names.flush();
    return { records, refused, newest };
  }

  /** Adds records, and first takes away what they replace and what is gone. */
  async replace(entries: readonly (Entry | Refused)[], gone: readonly string[]): Promise<Added> {
    this.#database.exec("create temp table changed (n integer primary key) strict");
    const mark = this.#database.prepare(
      "insert or ignore into changed select n from record where source = ? and id = ?",
    );
    for (const entry of entries) if (!("refused" in entry)) mark.run(this.source, entry.id);
    for (const id of gone) mark.run(this.source, id);
    this.#database.exec(
      `delete from package where record in (select n from changed);
       delete from record where n in (select n from changed);
       drop table changed`,
    );
    return await this.addAll(entries);
  }

  #add(entry: Entry): void {
    const { id, malicious, details } = entry;
    const record = this.#nextRecord++;
    const { block, at, length } = this.#blocks.put(details);
    this.#insertRecord.run(
      record,
      this.source,
      id,
      details.withdrawn === undefined ? 0 : 1,
      malicious ? 1 : 0,
      block,
      at,
      length,
      Math.floor((Date.parse(details.modified) || 0) / 1000),
    );
    this.#names.put([id, ...details.aliases, ...details.causes], record);
    this.#addPackages(record, entry);
  }

  #addPackages(record: number, { packages }: Entry): void {
    for (const { ecosystem, name, affected } of packages)
      this.#insertPackage.run(this.#ecosystem(ecosystem), foldName(ecosystem, name), record, packAffected(affected));
  }

  /** The ecosystem's number; its first record says that this feed speaks for it. */
  #ecosystem(name: string): number {
    const known = this.#ecosystems.get(name);
    if (known !== undefined) return known;
    this.#database.prepare("insert or ignore into ecosystem (name) values (?)").run(name);
    const number = Number(this.#database.prepare("select n from ecosystem where name = ?").get(name)?.n);
    this.#database.prepare("insert or ignore into covered values (?,?)").run(number, this.source);
    this.#ecosystems.set(name, number);
    return number;
  }
}

function next(database: DatabaseSync, table: "source" | "record"): number {
  return Number(database.prepare(`select coalesce(max(n), 0) + 1 as next from ${table}`).get()?.next);
}
