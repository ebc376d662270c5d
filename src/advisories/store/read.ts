import { DatabaseSync } from "node:sqlite";
import * as z from "zod";
import { WaybillError } from "../../core/errors.ts";
import type { AdvisoryState } from "../../core/report.ts";
import { type Affected, unpackAffected } from "./affected.ts";
import { blockReader, type Spot } from "./blocks.ts";
import { cveNumber } from "./cve-number.ts";
import type { Details } from "./entry.ts";
import { currentDatabase } from "./files.ts";
import { foldName, LAYOUT } from "./layout.ts";
import { recordFinder, type WholeRecord } from "./records.ts";

/** One advisory for one package. */
export interface Advisory {
  readonly id: string;
  /** Whether it is a distribution's own word about its releases, which outranks OSV. */
  readonly isReleaseTruth: boolean;
  readonly malicious: boolean;
  readonly withdrawn: boolean;
  readonly affected: Affected;
  /** Unpacked when asked for. */
  readonly details: () => Details;
}

/** How likely a CVE is exploited within 30 days, and how many of all CVEs it stands above; both from 0 to 1. */
export interface Likelihood {
  readonly chance: number;
  readonly percentile: number;
}

/** The advisory database, open for looking up. Read by position, never loaded whole. */
export interface Store {
  get(ecosystem: string, name: string): readonly Advisory[];
  /** All records that go by a name: by their id, an alias, or a hole that they answer to. */
  named(name: string): readonly WholeRecord[];
  /** Since when a CVE is known to be exploited; undefined when it is not. */
  exploitedSince(cve: string): string | undefined;
  likelihoodOf(cve: string): Likelihood | undefined;
  /** Whether any feed speaks for this ecosystem: without one, silence means nothing. */
  knows(ecosystem: string): boolean;
  /** Which records were changed since then, and which packages they name, as `ecosystem`, a zero byte and the folded name. */
  changedSince(time: Date): { readonly ids: ReadonlySet<string>; readonly packages: ReadonlySet<string> };
  /** The sources that speak for an ecosystem. */
  speakersFor(ecosystem: string): readonly { readonly name: string; readonly isReleaseTruth: boolean }[];
  state(): AdvisoryState;
  /** Where each feed came from, and under which terms. */
  sources(): readonly SourceStatus[];
  /** What is known of the feeds, to ask for what is newer. */
  feeds(): readonly KnownFeed[];
  close(): void;
}

const SourceStatus = z.object({
  name: z.string(),
  origin: z.string(),
  /** An SPDX expression where there is one, else `NOASSERTION`. */
  licence: z.string(),
  records: z.number(),
  /** Records that could not be read. */
  refused: z.number(),
  /** ISO 8601. */
  fetchedAt: z.string(),
  newestModified: z.string(),
});
export type SourceStatus = z.infer<typeof SourceStatus>;

const KnownFeed = z.object({
  name: z.string(),
  origin: z.string(),
  fetchedAt: z.string(),
  etag: z.string().nullable(),
  lastModified: z.string().nullable(),
  cursor: z.string(),
  fullAt: z.string(),
});
export type KnownFeed = z.infer<typeof KnownFeed>;

const Row = z.object({
  id: z.string(),
  kind: z.string(),
  withdrawn: z.number(),
  malicious: z.number(),
  block: z.number(),
  at: z.number(),
  length: z.number(),
  affected: z.union([z.string(), z.instanceof(Uint8Array)]),
});

/** @throws WaybillError when the file is damaged or of another layout */
export function openStore(dataDirectory: string): Store | undefined {
  const current = locate(dataDirectory);
  if (current === undefined) return undefined;
  const database = openDatabase(current.path);
  const byPackage = database.prepare(
    `select r.id, s.kind, r.withdrawn, r.malicious, r.block, r.at, r.length, p.affected
     from package p join record r on r.n = p.record join source s on s.n = r.source
     where p.ecosystem = ? and p.name = ? order by r.id`,
  );
  const exploited = database.prepare("select since from exploited where cve = ?");
  const likelihood = database.prepare("select chance, percentile from likelihood where cve = ?");
  const speakers = database.prepare(
    `select s.name, s.kind from covered c join source s on s.n = c.source join ecosystem e on e.n = c.ecosystem
     where e.name = ? order by s.name`,
  );
  const details = blockReader(database);
  const ecosystems = ecosystemsIn(database);
  const last = new Map<string, readonly Advisory[]>();
  return {
    get: (ecosystem, name) => {
      const number = ecosystems.get(ecosystem);
      if (number === undefined) return [];
      const key = `${number} ${foldName(ecosystem, name)}`;
      const known = last.get(key);
      if (known !== undefined) return known;
      const found = byPackage.all(number, foldName(ecosystem, name)).map((row) => asAdvisory(row, details));
      if (found.length >= MANY) keepLast(last, key, found);
      return found;
    },
    named: recordFinder(database, details),
    exploitedSince: (cve) => exploited.get(cveNumber(cve) ?? 0)?.since as string | undefined,
    likelihoodOf: (cve) => {
      const row = likelihood.get(cveNumber(cve) ?? 0);
      return row && { chance: Number(row.chance) / 100_000, percentile: Number(row.percentile) / 100_000 };
    },
    knows: (ecosystem) => ecosystems.has(ecosystem),
    changedSince: (time) => changedSince(database, time),
    speakersFor: (ecosystem) =>
      speakers.all(ecosystem).map(({ name, kind }) => ({ name: String(name), isReleaseTruth: kind === "release" })),
    state: () => ({ builtAt: current.pointer.builtAt, sources: sourcesOf(database).map(asAge) }),
    sources: () => sourcesOf(database),
    feeds: () => feedsOf(database),
    close: () => database.close(),
  };
}

/** From so many advisories on, a package's are kept at hand: a distribution makes many packages of one source. */
const MANY = 50;

/** Packages whose advisories are kept at hand. */
const KEPT = 4;

function keepLast<T>(last: Map<string, T>, key: string, value: T): void {
  const [oldest] = last.keys();
  if (last.size >= KEPT && oldest !== undefined) last.delete(oldest);
  last.set(key, value);
}

/** The numbers of the ecosystems that a feed speaks for. */
function ecosystemsIn(database: DatabaseSync): ReadonlyMap<string, number> {
  const rows = database.prepare("select name, n from ecosystem where n in (select ecosystem from covered)").all();
  return new Map(rows.map(({ name, n }) => [String(name), Number(n)]));
}

/** @throws WaybillError when it is a file of another layout */
export function openDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    requireLayout(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function locate(dataDirectory: string) {
  try {
    return currentDatabase(dataDirectory);
  } catch (error) {
    const why = error instanceof Error ? error.message : "unreadable";
    throw new WaybillError(
      "advisories/damaged",
      `The advisory database in ${dataDirectory} is damaged: ${why}.`,
      "Build it anew: `waybill advisories update`, or `import` from a folder.",
    );
  }
}

function requireLayout(database: DatabaseSync): void {
  let version: unknown;
  try {
    version = database.prepare("select version from layout").get()?.version;
  } catch {
    version = undefined; // no such table: another program's file, or a damaged one
  }
  if (version === LAYOUT) return;
  throw new WaybillError(
    "advisories/other-layout",
    "The advisory database was built by another version of Waybill.",
    "Build it anew: `waybill advisories update`, or `import` from a folder.",
  );
}

function asAdvisory(row: unknown, details: (spot: Spot) => Details): Advisory {
  const { id, kind, malicious, withdrawn, affected, ...spot } = Row.parse(row);
  let known: Details | undefined;
  return {
    id,
    isReleaseTruth: kind === "release",
    malicious: malicious === 1,
    withdrawn: withdrawn === 1,
    affected: unpackAffected(affected),
    details: () => {
      known ??= details(spot);
      return known;
    },
  };
}

function feedsOf(database: DatabaseSync): KnownFeed[] {
  return database
    .prepare(
      `select name, origin, fetched_at as fetchedAt, etag, last_modified as lastModified, cursor, full_at as fullAt
       from source order by name`,
    )
    .all()
    .map((row) => KnownFeed.parse(row));
}

function sourcesOf(database: DatabaseSync): SourceStatus[] {
  return database
    .prepare(
      `select name, origin, licence, records, refused, fetched_at as fetchedAt, newest_modified as newestModified
       from source order by name`,
    )
    .all()
    .map((row) => SourceStatus.parse(row));
}

function asAge({ name, records, fetchedAt, newestModified }: SourceStatus): AdvisoryState["sources"][number] {
  return { name, records, fetchedAt, newestModified };
}

function changedSince(database: DatabaseSync, time: Date) {
  const rows = database
    .prepare(
      `select r.id, e.name as ecosystem, p.name from record r join package p on p.record = r.n
       join ecosystem e on e.n = p.ecosystem where r.modified >= ?`,
    )
    .all(Math.floor(time.getTime() / 1000));
  return {
    ids: new Set(rows.map(({ id }) => String(id))),
    packages: new Set(rows.map(({ ecosystem, name }) => `${String(ecosystem)}\0${String(name)}`)),
  };
}
