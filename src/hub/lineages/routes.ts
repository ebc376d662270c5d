import { sql } from "kysely";
import { listComponents, listImages, listLineages } from "../../contract/lineages.ts";
import { cursorOf } from "../../contract/paging.ts";
import { ofOwnTeams, teamOfLineage } from "../auth/scope.ts";
import { afterKey } from "../db/keyset.ts";
import { notFound } from "../http/problems.ts";
import { type Route, route } from "../http/route.ts";

export const LINEAGE_ROUTES: readonly Route[] = [
  route(listLineages, async ({ query: { after, limit, name }, principal }, { database }) => {
    const start = afterKey(after, ["text", "number"]);
    const rows = await database
      .selectFrom("lineage")
      .leftJoin("image", "image.id", "lineage.image_id")
      .selectAll("lineage")
      .select("image.digest")
      .select(sql<Date | null>`(select max(taken_at) from scan where scan.lineage_id = lineage.id)`.as("looked_at"))
      .where(ofOwnTeams(principal, "lineage.team_id"))
      .$if(name !== undefined, (one) => one.where("lineage.name", "=", name ?? ""))
      .$if(start !== undefined, (one) =>
        one.where(sql<boolean>`(lineage.name, lineage.id) > (${start?.[0]}, ${start?.[1]}::bigint)`),
      )
      .orderBy("lineage.name")
      .orderBy("lineage.id")
      .limit(limit + 1)
      .execute();
    const items = rows.slice(0, limit).map((row) => ({
      id: row.id,
      kind: row.kind,
      name: row.name,
      platform: row.platform,
      team: row.team_id,
      open: { critical: row.critical, high: row.high, medium: row.medium, low: row.low, info: row.info },
      newest: row.digest,
      lookedAt: row.looked_at?.toISOString() ?? null,
    }));
    const last = items.at(-1);
    return rows.length <= limit || last === undefined ? { items } : { items, next: cursorOf([last.name, last.id]) };
  }),
  route(listImages, async ({ params, query: { after, limit }, principal }, { database }) => {
    await teamOfLineage(database, principal, params.id);
    const start = afterKey(after, ["number"]);
    const rows = await database
      .selectFrom("image")
      .selectAll()
      .where("lineage_id", "=", params.id)
      .$if(start !== undefined, (one) => one.where("id", "<", Number(start?.[0])))
      .orderBy("id", "desc")
      .limit(limit + 1)
      .execute();
    const items = rows.slice(0, limit).map((row) => ({
      id: row.id,
      digest: row.digest,
      base: row.base,
      firstSeenAt: row.first_seen_at.toISOString(),
      whole: row.composed_at === null ? null : row.whole,
    }));
    const last = items.at(-1);
    return rows.length <= limit || last === undefined ? { items } : { items, next: cursorOf([last.id]) };
  }),
  route(listComponents, async ({ params, query: { after, limit }, principal }, { database }) => {
    const image = await database
      .selectFrom("image")
      .select("lineage_id")
      .where("id", "=", params.id)
      .executeTakeFirst();
    if (image === undefined) throw notFound("image");
    await teamOfLineage(database, principal, image.lineage_id);
    const start = afterKey(after, ["longText", "number"]);
    const rows = await database
      .selectFrom("image_content")
      .innerJoin("content_component", "content_component.content_id", "image_content.content_id")
      .innerJoin("component", "component.id", "content_component.component_id")
      .leftJoin("layer", "layer.id", "image_content.layer_id")
      .select(["component.purl", "layer.digest as layer", "image_content.position"])
      .where("image_content.image_id", "=", params.id)
      .$if(start !== undefined, (one) =>
        one.where(sql<boolean>`(component.purl, image_content.position) > (${start?.[0]}, ${start?.[1]}::int)`),
      )
      .orderBy("component.purl")
      .orderBy("image_content.position")
      .limit(limit + 1)
      .execute();
    const items = rows.slice(0, limit);
    const last = items.at(-1);
    return rows.length <= limit || last === undefined
      ? { items }
      : { items, next: cursorOf([last.purl, last.position]) };
  }),
];
