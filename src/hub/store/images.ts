import { sql } from "kysely";
import type { Component } from "../../core/component.ts";
import type { Database } from "../db/database.ts";
import { type LayerContent, type StoredContent, storeComponents, storeContents } from "./components.ts";

/** What one state of a lineage is made of. */
export interface Composition {
  readonly components: readonly Component[];
  /** The image's layers as places name them, lowest first; empty for what has none. */
  readonly layers: readonly string[];
  /** Whether somebody vouches that nothing is missing. */
  readonly whole: boolean;
  /** The known base that it stands on. */
  readonly base: string | null;
}

/** The number of a lineage's state; it is added where it is new. */
export async function storeImage(database: Database, lineage: number, digest: string, now: Date): Promise<number> {
  const known = await database
    .selectFrom("image")
    .select("id")
    .where("lineage_id", "=", lineage)
    .where("digest", "=", digest)
    .executeTakeFirst();
  if (known !== undefined) return known.id;
  const { id } = await database
    .insertInto("image")
    .values({ lineage_id: lineage, digest, base: null, first_seen_at: now, composed_at: null })
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}

/** Stores what lies in each layer, lowest first. */
export async function storeComposition(
  database: Database,
  { components, layers }: Composition,
): Promise<readonly StoredContent[]> {
  return await storeContents(database, byLayer(components, layers, await storeComponents(database, components)));
}

/**
 * Writes down what an image is made of, unless a newer look has done so. Of the same image by the same look nothing is
 * written. To be called while the lineage is locked.
 */
export async function composeImage(
  database: Database,
  image: number,
  stored: readonly StoredContent[],
  { whole, base }: Composition,
  takenAt: Date,
): Promise<void> {
  const before = await database
    .selectFrom("image")
    .select(["composed_at", "whole", "base"])
    .where("id", "=", image)
    .executeTakeFirstOrThrow();
  if (before.composed_at !== null && before.composed_at > takenAt) return;
  const old = await database
    .selectFrom("image_content")
    .select(["layer_id", "content_id"])
    .where("image_id", "=", image)
    .orderBy("position")
    .execute();
  const isSame =
    old.length === stored.length &&
    old.every((row, at) => row.layer_id === stored[at]?.layerId && row.content_id === stored[at]?.contentId);
  if (!isSame) {
    await database.deleteFrom("image_content").where("image_id", "=", image).execute();
    await sql`
      insert into image_content (image_id, position, layer_id, content_id)
      select ${image}, position - 1, layer_id, content_id from unnest(
        ${stored.map(({ layerId }) => layerId)}::bigint[],
        ${stored.map(({ contentId }) => contentId)}::bigint[])
      with ordinality as one (layer_id, content_id, position)`.execute(database);
  }
  if (isSame && before.whole === whole && before.base === base && before.composed_at !== null) return;
  await database.updateTable("image").set({ composed_at: takenAt, whole, base }).where("id", "=", image).execute();
}

/** A content for each layer in order, and one for what lies in none of them. Empty ones count too: they are layers. */
function byLayer(
  components: readonly Component[],
  layers: readonly string[],
  ids: ReadonlyMap<string, number>,
): LayerContent[] {
  const members = new Map<string | null, Map<number, boolean>>(layers.map((layer) => [layer, new Map()]));
  for (const { purl, occurrences, ownedBy } of components) {
    const component = ids.get(purl);
    if (component === undefined) throw new Error("a component that was not stored");
    const here = occurrences.flatMap(({ layer }) => (layer !== undefined && members.has(layer) ? [layer] : []));
    for (const layer of here.length === 0 ? [null] : here) {
      const inside = members.get(layer) ?? new Map<number, boolean>();
      members.set(layer, inside.set(component, ownedBy !== undefined));
    }
  }
  return [...members].map(([layer, inside]) => ({
    layer,
    members: [...inside].map(([component, owned]) => ({ component, owned })).sort((a, b) => a.component - b.component),
  }));
}

/** The package URLs in contents. */
export async function purlsIn(database: Database, contents: readonly number[]): Promise<ReadonlySet<string>> {
  const rows = await database
    .selectFrom("content_component")
    .innerJoin("component", "component.id", "content_component.component_id")
    .select("component.purl")
    .distinct()
    .where("content_id", "=", sql<number>`any(${contents}::bigint[])`)
    .execute();
  return new Set(rows.map(({ purl }) => purl));
}
