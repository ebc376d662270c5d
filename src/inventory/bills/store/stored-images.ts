import type { DatabaseSync } from "node:sqlite";

/** An image whose bill is stored. */
export interface StoredImage {
  readonly ref: string;
  /** Lowest first. */
  readonly diffIds: readonly string[];
}

export function imagesOn(database: DatabaseSync, lowest: string): StoredImage[] {
  const rows = database
    .prepare(
      `select bill.n as n, bill.ref as ref, all_of.diff_id as diff_id
       from image_layer as first
       join bill on bill.n = first.bill
       join image_layer as all_of on all_of.bill = first.bill
       where first.diff_id = ? and first.position = 0
       order by bill.n, all_of.position`,
    )
    .all(lowest);
  const images = new Map<unknown, { ref: string; diffIds: string[] }>();
  for (const { n, ref, diff_id: diffId } of rows) {
    const image = images.get(n) ?? { ref: String(ref), diffIds: [] };
    images.set(n, image);
    image.diffIds.push(String(diffId));
  }
  return [...images.values()];
}
