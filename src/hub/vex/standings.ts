import { sql } from "kysely";
import { componentOfPurl, type Standing } from "../../scan/advisory-data.ts";
import type { Database } from "../db/database.ts";
import type { VexProductRow } from "../db/tables/vex-tables.ts";

/** A finding as far as statements can be about it. */
export interface Claimed {
  readonly id: number;
  readonly lineage: number;
  readonly purl: string | null;
  readonly aliases: readonly string[];
}

/** Where findings stand: in which state of their lineage, and beside which of the components that statements name. */
export async function standingsOf(
  database: Database,
  findings: readonly Claimed[],
  products: readonly VexProductRow[],
): Promise<(finding: Claimed) => Standing | undefined> {
  if (findings.length === 0) return () => undefined;
  const rows = await database
    .selectFrom("lineage")
    .leftJoin("image", "image.id", "lineage.image_id")
    .select(["lineage.id", "lineage.kind", "lineage.name", "image.id as image", "image.digest"])
    .where("lineage.id", "in", [...new Set(findings.map(({ lineage }) => lineage))])
    .execute();
  const wholes = [...new Set(products.filter(({ within }) => within.length > 0).map(({ id }) => id))];
  const images = rows.flatMap(({ image }) => image ?? []);
  const held = Map.groupBy(await heldOf(database, images, wholes), ({ image }) => image);
  const places = new Map(
    rows.map(({ id, kind, name, image, digest }) => {
      const target = { kind: kind as Standing["target"]["kind"], ref: name, ...(digest !== null && { digest }) };
      return [id, { target, purls: new Set((held.get(image ?? 0) ?? []).map(({ purl }) => purl)) }];
    }),
  );
  return ({ lineage, purl }) => {
    const [component, place] = [componentOfPurl(purl ?? ""), places.get(lineage)];
    return component && place && { component, ...place };
  };
}

async function heldOf(database: Database, images: readonly number[], purls: readonly string[]) {
  if (purls.length === 0 || images.length === 0) return [];
  const { rows } = await sql<{ image: number; purl: string }>`
    select distinct image_id as image, purl from image_content join content_component using (content_id)
    join component on component.id = component_id
    where image_id = any(${images}::bigint[]) and purl = any(${purls}::text[])`.execute(database);
  return rows;
}
