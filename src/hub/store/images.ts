import { sql } from "kysely";
import type { Database } from "../db/database.ts";
import type { StoredContent } from "./components.ts";
import type { Composition } from "./composition.ts";

/** A lineage's state; it is added where it is new. */
export async function storeImage(
  database: Database,
  lineage: number,
  digest: string,
  now: Date,
): Promise<{ readonly id: number; readonly isNew: boolean }> {
  const known = await database
    .selectFrom("image")
    .select("id")
    .where("lineage_id", "=", lineage)
    .where("digest", "=", digest)
    .executeTakeFirst();
  if (known !== undefined) return { id: known.id, isNew: false };
  const { id } = await database
    .insertInto("image")
    .values({ lineage_id: lineage, digest, base: null, first_seen_at: now, composed_at: null })
    .returning("id")
    .executeTakeFirstOrThrow();
  return { id, isNew: true };
}

/**
 * Writes down what an image is made of, unless a newer look has done so. Of the same image by the same look nothing is
 * written. To be called while the lineage is locked.
 */
export async function composeImage(
  database: Database,
  { id: image, isNew }: { readonly id: number; readonly isNew: boolean },
  stored: readonly StoredContent[],
  { whole, base }: Pick<Composition, "whole" | "base">,
  takenAt: Date,
): Promise<void> {
  if (isNew) {
    await insertContents(database, image, stored);
    await database.updateTable("image").set({ composed_at: takenAt, whole, base }).where("id", "=", image).execute();
    return;
  }
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
    await insertContents(database, image, stored);
  }
  if (isSame && before.whole === whole && before.base === base && before.composed_at !== null) return;
  await database.updateTable("image").set({ composed_at: takenAt, whole, base }).where("id", "=", image).execute();
}

async function insertContents(database: Database, image: number, stored: readonly StoredContent[]): Promise<void> {
  await sql`
    insert into image_content (image_id, position, layer_id, content_id)
    select ${image}, position - 1, layer_id, content_id from unnest(
      ${stored.map(({ layerId }) => layerId)}::bigint[],
      ${stored.map(({ contentId }) => contentId)}::bigint[])
    with ordinality as one (layer_id, content_id, position)`.execute(database);
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
