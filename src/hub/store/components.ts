import { createHash } from "node:crypto";
import { sql } from "kysely";
import type { Component } from "../../core/component.ts";
import { compareText } from "../../core/order.ts";
import type { Database } from "../db/database.ts";

/** The numbers of components, by package URL; those that nobody knew are added. */
export async function storeComponents(
  database: Database,
  components: readonly Component[],
): Promise<ReadonlyMap<string, number>> {
  const known = await idsOf(
    database,
    "component",
    "purl",
    components.map(({ purl }) => purl),
  );
  // In one order for everybody: two who add the same wait for each other, and never in a ring.
  const fresh = components.filter(({ purl }) => !known.has(purl)).sort((a, b) => compareText(a.purl, b.purl));
  if (fresh.length === 0) return known;
  await sql`
    with added as (insert into component (purl, type, name, version, source_name, source_version)
    select * from unnest(
      ${fresh.map(({ purl }) => purl)}::text[],
      ${fresh.map(({ type }) => type)}::text[],
      ${fresh.map(({ name }) => name)}::text[],
      ${fresh.map(({ version }) => version ?? null)}::text[],
      ${fresh.map(({ source }) => source?.name ?? null)}::text[],
      ${fresh.map(({ source }) => source?.version ?? null)}::text[])
    on conflict (purl) do nothing returning id)
    insert into unmatched select id from added`.execute(database);
  return new Map([
    ...known,
    ...(await idsOf(
      database,
      "component",
      "purl",
      fresh.map(({ purl }) => purl),
    )),
  ]);
}

/** What lies in one layer; `layer` is null where nobody said in which. */
export interface LayerContent {
  readonly layer: string | null;
  readonly members: readonly { readonly component: number; readonly owned: boolean }[];
}

export interface StoredContent {
  readonly layerId: number | null;
  readonly contentId: number;
}

/** Stores contents that are not known yet, and answers their numbers in the order given. */
export async function storeContents(database: Database, contents: readonly LayerContent[]): Promise<StoredContent[]> {
  const layers = await storeLayers(
    database,
    contents.flatMap(({ layer }) => layer ?? []),
  );
  const hashed = contents.map((content) => ({ ...content, hash: hashOf(content) }));
  const known = await contentIds(
    database,
    hashed.map(({ hash }) => hash),
  );
  const fresh = new Map(hashed.filter(({ hash }) => !known.has(hash)).map((one) => [one.hash, one]));
  for (const hash of [...fresh.keys()].sort(compareText))
    await addContent(database, hash, fresh.get(hash)?.members ?? []);
  const all =
    fresh.size === 0
      ? known
      : await contentIds(
          database,
          hashed.map(({ hash }) => hash),
        );
  return hashed.map(({ layer, hash }) => ({
    layerId: layer === null ? null : (layers.get(layer) ?? null),
    contentId: all.get(hash) ?? missing(hash),
  }));
}

function hashOf({ members }: LayerContent): string {
  const lines = members.map(({ component, owned }) => `${component}${owned ? "o" : ""}`).sort(compareText);
  return createHash("sha256").update(lines.join("\n")).digest("hex");
}

async function addContent(database: Database, hash: string, members: LayerContent["members"]): Promise<void> {
  const added = await database
    .insertInto("content")
    .values({ hash: Buffer.from(hash, "hex"), components: members.length })
    .onConflict((conflict) => conflict.column("hash").doNothing())
    .returning("id")
    .executeTakeFirst();
  if (added === undefined || members.length === 0) return; // another brought it meanwhile, with its members
  await sql`
    insert into content_component (content_id, component_id, owned)
    select ${added.id}, * from unnest(
      ${members.map(({ component }) => component)}::bigint[],
      ${members.map(({ owned }) => owned)}::boolean[])`.execute(database);
}

async function contentIds(database: Database, hashes: readonly string[]): Promise<Map<string, number>> {
  const rows = await database
    .selectFrom("content")
    .select(["id", "hash"])
    .where("hash", "=", sql<Buffer>`any(${hashes.map((hash) => Buffer.from(hash, "hex"))}::bytea[])`)
    .execute();
  return new Map(rows.map(({ id, hash }) => [hash.toString("hex"), id]));
}

/** The numbers of layers, by digest; those that nobody knew are added. */
export async function storeLayers(
  database: Database,
  digests: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const known = await idsOf(database, "layer", "digest", digests);
  const fresh = [...new Set(digests)].filter((digest) => !known.has(digest)).sort(compareText);
  if (fresh.length === 0) return known;
  await sql`insert into layer (digest) select unnest(${fresh}::text[]) on conflict (digest) do nothing`.execute(
    database,
  );
  return await idsOf(database, "layer", "digest", digests);
}

async function idsOf(
  database: Database,
  table: "component" | "layer",
  column: "purl" | "digest",
  names: readonly string[],
): Promise<Map<string, number>> {
  if (names.length === 0) return new Map();
  const { rows } = await sql<{ id: number; name: string }>`
    select id, ${sql.ref(column)} as name from ${sql.table(table)}
    where ${sql.ref(column)} = any(${names}::text[])`.execute(database);
  return new Map(rows.map(({ id, name }) => [name, id]));
}

function missing(hash: string): never {
  throw new Error(`content ${hash} is not there after it was stored`);
}
