import { createHash } from "node:crypto";
import { sql } from "kysely";
import type { Component } from "../../core/component.ts";
import { Configuration } from "../../core/configuration.ts";
import { compareText } from "../../core/order.ts";
import { TargetKind } from "../../core/target.ts";
import { VERSION } from "../../core/version.ts";
import { decide } from "../../policy/decide.ts";
import { componentOfPurl, judgeComponents } from "../../scan/advisory-data.ts";
import type { Database } from "../db/database.ts";
import type { Hub } from "../hub.ts";
import { type Intake, rowOf } from "../reports/intake.ts";
import { takeInto } from "../reports/take-in.ts";

/** Under which name the hub's own looks stand in the record. */
const ACTOR = "hub";

/**
 * Judges the newest image of one lineage anew, out of what is stored of it, and takes the result in as a look of the
 * hub's own. No image is opened. Answers whether there was one to judge.
 */
export async function rejudgeNext(hub: Hub): Promise<boolean> {
  const current = hub.advisories.current();
  if (current === undefined) return false;
  let lineage: number | undefined;
  try {
    return await hub.database.transaction().execute(async (transaction) => {
      const { rows } = await sql<{ lineage_id: number }>`
        delete from stale_lineage where lineage_id = (
          select lineage_id from stale_lineage order by attempts, lineage_id limit 1 for update skip locked)
        returning lineage_id`.execute(transaction);
      lineage = rows[0]?.lineage_id;
      if (lineage === undefined) return false;
      await rejudge(transaction, lineage, current, hub);
      return true;
    });
  } catch (error) {
    // It is still to be judged, but after all others: one that cannot be must not keep them waiting.
    if (lineage !== undefined)
      await sql`update stale_lineage set attempts = attempts + 1 where lineage_id = ${lineage}`.execute(hub.database);
    throw error;
  }
}

async function rejudge(
  transaction: Database,
  lineage: number,
  current: { readonly version: string; readonly builtAt: string },
  { dataDirectory, now }: Hub,
): Promise<void> {
  const newest = await newestImage(transaction, lineage);
  if (newest === undefined) return;
  const held = await componentsOf(transaction, newest.image);
  const target = { kind: TargetKind.catch("image").parse(newest.kind), ref: newest.name };
  const outcome = await judgeComponents(target, held.components, dataDirectory, now());
  const coverage = [
    {
      analyzer: "advisories/known",
      status: outcome.gaps?.length ? ("partial" as const) : ("complete" as const),
      examined: {},
      gaps: [],
    },
  ];
  const { findings, workItems } = decide(outcome.findings, coverage, Configuration.parse({}), now());
  const deeds = new Map(workItems.flatMap(({ action, findings }) => findings.map((id) => [id, action] as const)));
  const intake: Intake = {
    lineage: { kind: newest.kind, name: newest.name, platform: newest.platform },
    image: newest.digest,
    digest: digestOf(
      findings.map(({ id }) => id),
      newest.image,
      current.version,
    ),
    takenAt: now(),
    scanner: ACTOR,
    version: VERSION,
    advisoriesAt: new Date(current.builtAt),
    rooms: {
      advisories: coverage[0]?.status === "complete" ? "complete" : "partial",
      inventory: newest.whole ? "complete" : "partial",
    },
    complete: newest.whole && coverage[0]?.status === "complete",
    composition: null,
    findings: findings.map((finding) => rowOf(finding, deeds.get(finding.id))),
  };
  const known = await openOf(transaction, lineage);
  const isSame = known.size === findings.length && findings.every(({ id }) => known.has(id));
  if (!isSame) await takeInto(transaction, { ...intake, stored: held }, newest.team, ACTOR, now());
}

async function newestImage(database: Database, lineage: number) {
  return await database
    .selectFrom("lineage")
    .innerJoin("image", "image.id", "lineage.image_id")
    .select(["kind", "name", "platform", "team_id as team", "image.id as image", "image.digest", "image.whole"])
    .where("lineage.id", "=", lineage)
    .where("composed_at", "is not", null)
    .executeTakeFirst();
}

/** What an image is made of, with the layer of each; what a distribution's package owns is judged through that one. */
async function componentsOf(database: Database, image: number) {
  const contents = await database
    .selectFrom("image_content")
    .leftJoin("layer", "layer.id", "image_content.layer_id")
    .select(["content_id", "layer.digest"])
    .where("image_id", "=", image)
    .orderBy("position")
    .execute();
  const rows = await database
    .selectFrom("image_content")
    .innerJoin("content_component", "content_component.content_id", "image_content.content_id")
    .innerJoin("component", "component.id", "content_component.component_id")
    .leftJoin("layer", "layer.id", "image_content.layer_id")
    .select(["purl", "name", "type", "source_name", "source_version", "owned", "layer.digest"])
    .where("image_id", "=", image)
    .orderBy("position")
    .execute();
  const components = new Map<string, Component>();
  for (const row of rows.toSorted((a, b) => compareText(a.purl, b.purl))) {
    const known = components.get(row.purl);
    const place = row.digest === null ? [] : [{ layer: row.digest }];
    if (known !== undefined) known.occurrences.push(...place);
    else {
      const { source_name: name, source_version: version } = row;
      const source = name === null || version === null ? undefined : { name, version };
      const component = componentOfPurl(row.purl, source);
      if (component !== undefined)
        components.set(row.purl, {
          ...component,
          occurrences: place,
          ...(row.owned && { ownedBy: "a package of the distribution" }),
        });
    }
  }
  return {
    components: [...components.values()],
    purls: new Set(rows.map(({ purl }) => purl)),
    contents: contents.map((row) => row.content_id),
  };
}

/** The holes that are open and were seen by the newest look. */
async function openOf(database: Database, lineage: number): Promise<ReadonlySet<string>> {
  const rows = await database
    .selectFrom("finding")
    .select("fingerprint")
    .where("lineage_id", "=", lineage)
    .where("room", "=", "advisories")
    .where("closed_by", "is", null)
    .execute();
  return new Set(rows.map(({ fingerprint }) => fingerprint));
}

function digestOf(findings: readonly string[], image: number, version: string): string {
  return createHash("sha256")
    .update(JSON.stringify([ACTOR, image, version, [...findings].sort(compareText)]))
    .digest("hex");
}
