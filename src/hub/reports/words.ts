import { createHash } from "node:crypto";
import { sql } from "kysely";
import type { Database } from "../db/database.ts";
import { storeLayers } from "../store/components.ts";
import type { FoundRow } from "./intake.ts";

/** Numbers for each finding, in the order in which they were given. */
export interface StoredWords {
  readonly words: readonly number[];
  readonly items: readonly number[];
  readonly layers: readonly (number | null)[];
}

type Words = Pick<FoundRow, "rule" | "title" | "confidence" | "subject" | "purl" | "aliases" | "fix">;

interface Numbered {
  readonly hash: Buffer;
  readonly id: number;
}

/** Stores what findings say, by what deed they are closed and which layer brought them: each once for all who have it. */
export async function storeWords(database: Database, rows: readonly FoundRow[], lineage: number): Promise<StoredWords> {
  const layers = await storeLayers(
    database,
    rows.flatMap(({ rootLayer }) => rootLayer ?? []),
  );
  const words = rows.map(hashOfWords);
  const items = rows.map((row) => hashOfItem(row, lineage));
  const wordIds = await idsOfWords(database, new Map(words.map((hash, at) => [hash, rows[at] as FoundRow])));
  const itemIds = await idsOfItems(database, new Map(items.map((hash, at) => [hash, rows[at] as FoundRow])));
  return {
    words: words.map((hash) => wordIds.get(hash) ?? missing(hash)),
    items: items.map((hash) => itemIds.get(hash) ?? missing(hash)),
    layers: rows.map(({ rootLayer }) => (rootLayer === null ? null : (layers.get(rootLayer) ?? missing(rootLayer)))),
  };
}

/** Each text with its length before it, so that no two lists of texts look alike. Migration 0010 does the same. */
export function hashOfWords({ rule, title, confidence, subject, purl, aliases, fix }: Words): string {
  const texts = [rule, title, confidence, subject, purl ?? "", aliases.join("\n"), fix];
  return createHash("sha256")
    .update(texts.map((text) => `${Buffer.byteLength(text)}:${text}`).join(""))
    .digest("hex");
}

/** What one layer brought is one thing to do for all that stand on it; else it is one for each lineage. */
function hashOfItem({ deed, rootLayer }: FoundRow, lineage: number): string {
  return createHash("md5")
    .update(`${deed} ${rootLayer ?? lineage}`)
    .digest("hex");
}

async function idsOfWords(database: Database, rows: ReadonlyMap<string, FoundRow>): Promise<Map<string, number>> {
  const { rows: known } = await sql<Numbered>`select * from known_words(${bytesOf([...rows.keys()])}::bytea[])`.execute(
    database,
  );
  const ids = byHash(known);
  const fresh = [...rows].filter(([hash]) => !ids.has(hash)).sort(([a], [b]) => (a < b ? -1 : 1));
  if (fresh.length === 0) return ids;
  const list = (column: (row: FoundRow) => unknown) => fresh.map(([, row]) => column(row));
  const { rows: added } = await sql<Numbered>`select * from store_words(
    ${bytesOf(fresh.map(([hash]) => hash))}::bytea[], ${list(({ rule }) => rule)}::text[],
    ${list(({ title }) => title)}::text[], ${list(({ confidence }) => confidence)}::text[],
    ${list(({ subject }) => subject)}::text[], ${list(({ purl }) => purl)}::text[],
    ${list(({ aliases }) => JSON.stringify(aliases))}::text[], ${list(({ fix }) => fix)}::text[])`.execute(database);
  return new Map([...ids, ...byHash(added)]);
}

async function idsOfItems(database: Database, rows: ReadonlyMap<string, FoundRow>): Promise<Map<string, number>> {
  const all = [...rows].sort(([a], [b]) => (a < b ? -1 : 1)); // in one order for everybody
  const { rows: stored } = await sql<Numbered>`select * from store_items(
    ${bytesOf(all.map(([hash]) => hash))}::bytea[], ${all.map(([, { deed }]) => deed)}::text[],
    ${all.map(([, { rootLayer }]) => rootLayer)}::text[])`.execute(database);
  return byHash(stored);
}

function bytesOf(hashes: readonly string[]): Buffer[] {
  return hashes.map((hash) => Buffer.from(hash, "hex"));
}

function byHash(rows: readonly Numbered[]): Map<string, number> {
  return new Map(rows.map(({ hash, id }) => [hash.toString("hex"), id]));
}

function missing(what: string): never {
  throw new Error(`${what} is not there after it was stored`);
}
