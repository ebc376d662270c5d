import { sql } from "kysely";
import { compareText } from "../../core/order.ts";
import type { Database } from "../db/database.ts";
import type { BillComponent, Composition, LayerContent } from "./composition.ts";

/** The numbers of components, by package URL; those that nobody knew are added. */
async function storeComponents(
  database: Database,
  components: readonly BillComponent[],
): Promise<ReadonlyMap<string, number>> {
  const purls = components.map(({ purl }) => purl);
  const known = await idsOf(database, "component", "purl", purls);
  // In one order for everybody: two who add the same wait for each other, and never in a ring.
  const fresh = components.filter(({ purl }) => !known.has(purl)).sort((a, b) => compareText(a.purl, b.purl));
  if (fresh.length === 0) return known;
  const { rows } = await sql<{ id: number; purl: string }>`
    with added as (insert into component (purl, type, name, version, source_name, source_version)
    select * from unnest(
      ${fresh.map(({ purl }) => purl)}::text[],
      ${fresh.map(({ type }) => type)}::text[],
      ${fresh.map(({ name }) => name)}::text[],
      ${fresh.map(({ version }) => version ?? null)}::text[],
      ${fresh.map(({ source }) => source?.name ?? null)}::text[],
      ${fresh.map(({ source }) => source?.version ?? null)}::text[])
    on conflict (purl) do nothing returning id, purl), noted as (
    insert into unmatched select id from added)
    select * from added`.execute(database);
  const ids = new Map([...known, ...rows.map(({ id, purl }) => [purl, id] as const)]);
  const others = fresh.flatMap(({ purl }) => (ids.has(purl) ? [] : [purl])); // somebody else added them meanwhile
  return others.length === 0 ? ids : new Map([...ids, ...(await idsOf(database, "component", "purl", others))]);
}

export interface StoredContent {
  readonly layerId: number | null;
  readonly contentId: number;
}

/** Stores what lies in each layer, lowest first. Of a content that is known nothing is looked at but its hash. */
export async function storeComposition(
  database: Database,
  { components, contents }: Composition,
): Promise<readonly StoredContent[]> {
  const layers = await storeLayers(
    database,
    contents.flatMap(({ layer }) => layer ?? []),
  );
  const hashes = contents.map(({ hash }) => hash);
  const known = await contentIds(database, hashes);
  const fresh = new Map(contents.filter(({ hash }) => !known.has(hash)).map((one) => [one.hash, one]));
  const all =
    fresh.size === 0 ? known : new Map([...known, ...(await addContents(database, components, [...fresh.values()]))]);
  return contents.map(({ layer, hash }) => ({
    layerId: layer === null ? null : (layers.get(layer) ?? missing(layer)),
    contentId: all.get(hash) ?? missing(hash),
  }));
}

async function addContents(
  database: Database,
  components: readonly BillComponent[],
  contents: readonly LayerContent[],
): Promise<Map<string, number>> {
  const needed = new Set(contents.flatMap(({ members }) => [...members]));
  const ids = await storeComponents(
    database,
    components.filter((_, at) => needed.has(at)),
  );
  for (const content of contents.toSorted((a, b) => compareText(a.hash, b.hash)))
    await addContent(
      database,
      content,
      [...content.members].map((at) => ids.get(components[at]?.purl ?? "") ?? missing("component")),
    );
  return await contentIds(
    database,
    contents.map(({ hash }) => hash),
  );
}

async function addContent(
  database: Database,
  { hash, owned }: LayerContent,
  members: readonly number[],
): Promise<void> {
  await sql`
    with added as (
      insert into content (hash, components) values (${Buffer.from(hash, "hex")}, ${members.length})
      on conflict (hash) do nothing returning id -- another may have brought it meanwhile, with its members
    )
    insert into content_component (content_id, component_id, owned)
    select added.id, component, owned from added
    cross join unnest(${members}::bigint[], ${[...owned].map((one) => one === 1)}::boolean[]) as one (component, owned)`.execute(
    database,
  );
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
  const distinct = [...new Set(digests)];
  const known = await idsOf(database, "layer", "digest", distinct);
  const fresh = distinct.filter((digest) => !known.has(digest)).sort(compareText);
  if (fresh.length === 0) return known;
  await sql`insert into layer (digest) select unnest(${fresh}::text[]) on conflict (digest) do nothing`.execute(
    database,
  );
  return await idsOf(database, "layer", "digest", distinct);
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

function missing(what: string): never {
  throw new Error(`${what} is not there after it was stored`);
}
