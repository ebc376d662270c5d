import { createHash } from "node:crypto";
import { copyFileSync, createReadStream, existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { pipeline } from "node:stream/promises";
import type { OsvAffected, OsvRecord } from "../osv/schema.ts";
import { gradeOf } from "../osv/severity.ts";
import { currentDatabase, makeCurrent, type Pointer } from "./files.ts";
import { foldName, LAYOUT, TABLES } from "./layout.ts";
import { openStore } from "./read.ts";

/** Where a feed came from and how it fared; stands in every report. */
export interface FeedState {
  readonly name: string;
  readonly origin: string;
  /** ISO 8601. */
  readonly fetchedAt: string;
  readonly sha256: string;
}

/**
 * Builds the next database beside the current one: feeds that are brought replace their former selves, the others
 * stay. Nothing counts until `finish`, so a failure at any point leaves the old one in force.
 */
export class Builder {
  readonly #dataDirectory: string;
  readonly #path: string;
  readonly #database: DatabaseSync;
  readonly #insertPackage: StatementSync;
  readonly #insertRecord: StatementSync;

  constructor(dataDirectory: string) {
    mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
    this.#dataDirectory = dataDirectory;
    this.#path = join(dataDirectory, `building-${process.pid}.sqlite`);
    rmSync(this.#path, { force: true });
    const isNew = !copyCurrent(dataDirectory, this.#path);
    this.#database = new DatabaseSync(this.#path);
    this.#database.exec(
      "pragma journal_mode=off; pragma synchronous=off; pragma temp_store=memory; pragma cache_size=-32768",
    );
    if (isNew) {
      this.#database.exec(TABLES);
      this.#database.prepare("insert into layout values (?)").run(LAYOUT);
    }
    this.#database.exec("begin");
    this.#insertPackage = this.#database.prepare("insert or replace into package values (?,?,?,?,?)");
    this.#insertRecord = this.#database.prepare("insert or replace into record values (?,?,?,?,?,?,?,?,?,?)");
  }

  /** Puts a feed's records in place of those it brought before. A record that is refused costs only itself. */
  replaceFeed(
    feed: FeedState,
    records: Iterable<OsvRecord | Refused>,
  ): { records: number; refused: readonly Refused[] } {
    this.#database.prepare("delete from package where source = ?").run(feed.name);
    this.#database.prepare("delete from record where source = ?").run(feed.name);
    const refused: Refused[] = [];
    let count = 0;
    let newest = "";
    for (const record of records) {
      if ("refused" in record) {
        refused.push(record);
        continue;
      }
      this.#add(record, feed.name);
      count++;
      if (record.modified > newest) newest = record.modified;
    }
    this.#database
      .prepare("insert or replace into source values (?,?,?,?,?,?,?)")
      .run(feed.name, feed.origin, feed.fetchedAt, newest, count, refused.length, feed.sha256);
    return { records: count, refused };
  }

  #add(record: OsvRecord, source: string): void {
    const grade = gradeOf(record);
    this.#insertRecord.run(
      record.id,
      source,
      record.modified,
      record.withdrawn ?? null,
      titleOf(record),
      grade?.severity ?? null,
      grade?.basis ?? null,
      isMalicious(record) ? 1 : 0,
      JSON.stringify(record.aliases ?? []),
      JSON.stringify((record.references ?? []).slice(0, 5).map(({ url }) => url)),
    );
    for (const [key, affected] of byPackage(record)) {
      const [ecosystem = "", name = ""] = key.split("\0");
      this.#insertPackage.run(ecosystem, name, record.id, JSON.stringify(affected), source);
    }
  }

  /** CISA's list of what is exploited. */
  replaceExploited(feed: FeedState, entries: Iterable<{ cve: string; since: string }>): number {
    this.#database.exec("delete from exploited");
    const insert = this.#database.prepare("insert or replace into exploited values (?,?)");
    let count = 0;
    let newest = "";
    for (const { cve, since } of entries) {
      insert.run(cve, since);
      count++;
      if (since > newest) newest = since;
    }
    this.#database
      .prepare("insert or replace into source values (?,?,?,?,?,?,?)")
      .run(feed.name, feed.origin, feed.fetchedAt, newest, count, 0, feed.sha256);
    return count;
  }

  /** Makes what was built the database that counts. */
  async finish(builtAt: Date): Promise<Pointer> {
    this.#database.exec("commit; vacuum");
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

/** A record that could not be read: which, and why. */
export interface Refused {
  readonly refused: string;
  readonly reason: string;
}

function copyCurrent(dataDirectory: string, to: string): boolean {
  try {
    const current = currentDatabase(dataDirectory);
    if (current === undefined || !existsSync(current.path)) return false;
    openStore(dataDirectory)?.close(); // refuses another layout
    copyFileSync(current.path, to);
    return true;
  } catch {
    return false; // damaged or of another layout: start anew
  }
}

function titleOf({ summary, details, id }: OsvRecord): string {
  const line =
    (summary ?? details ?? "")
      .split("\n")
      .find((text) => text.trim() !== "")
      ?.replace(/^#+\s*/, "")
      .trim() ?? "";
  return line === "" ? id : line.length > 200 ? `${line.slice(0, 199)}…` : line;
}

/** Malware that was published as a package: the MAL- records, and advisories classed as embedded malicious code. */
function isMalicious({ id, database_specific: specific }: OsvRecord): boolean {
  const weaknesses = specific?.cwe_ids;
  return id.startsWith("MAL-") || (Array.isArray(weaknesses) && weaknesses.includes("CWE-506"));
}

/** A record may name one package several times; its entries belong together. */
function byPackage({ affected }: OsvRecord): Map<string, Pick<OsvAffected, "ranges" | "versions">[]> {
  const packages = new Map<string, Pick<OsvAffected, "ranges" | "versions">[]>();
  for (const { package: named, ranges, versions } of affected ?? []) {
    if (named === undefined) continue;
    const key = `${named.ecosystem}\0${foldName(named.ecosystem, named.name)}`;
    const usable = (ranges ?? []).filter(({ type }) => type !== "GIT");
    const entry = {
      ...(usable.length > 0 && { ranges: usable }),
      ...(versions && versions.length > 0 && { versions }),
    };
    packages.set(key, [...(packages.get(key) ?? []), entry]);
  }
  return packages;
}

export async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), hash);
  return hash.digest("hex");
}
