import { createHash } from "node:crypto";
import type * as z from "zod";
import { exportVex, type OpenVex } from "../../contract/vex.ts";
import { SEVERITIES } from "../../core/severity.ts";
import { VERSION } from "../../core/version.ts";
import { covers, type Present, type WaiverInForce } from "../../policy/admission/decide-admission.ts";
import { teamOfLineage } from "../auth/scope.ts";
import type { Database } from "../db/database.ts";
import { notFound, Problem } from "../http/problems.ts";
import { type Route, route } from "../http/route.ts";
import { waiversFor } from "../waivers/queries.ts";

/** Statements of one document. */
const MOST = 20_000;

type Document = z.input<typeof OpenVex>;
type Statement = Document["statements"][number];

export const VEX_ROUTES: readonly Route[] = [
  route(
    exportVex,
    async ({ params, principal }, { database, now }): Promise<Document> => {
      const team = await teamOfLineage(database, principal, params.id);
      const product = await productOf(database, params.id);
      const waivers = await waiversFor(database, params.id, team, now());
      const rows = await holesOf(database, params.id);
      if (rows.length > MOST)
        throw new Problem(422, "vex/too-many", "Too many", `A document holds at most ${MOST} statements.`);
      const statements = rows.map((row) =>
        statementOf(
          row,
          product,
          waivers.find((one) => covers(one, presentOf(row, params.id), now())),
          now(),
        ),
      );
      const digest = createHash("sha256").update(JSON.stringify(statements)).digest("hex");
      return {
        "@context": "https://openvex.dev/ns/v0.2.0",
        "@id": `urn:waybill:vex:${digest}`,
        author: "Waybill hub",
        timestamp: now().toISOString(),
        version: 1,
        tooling: `waybill ${VERSION}`,
        statements,
      };
    },
    async ({ params, principal }, { database }) => await teamOfLineage(database, principal, params.id),
  ),
];

/** The newest state, as OpenVEX names a product. */
async function productOf(database: Database, lineage: number) {
  const row = await database
    .selectFrom("lineage")
    .innerJoin("image", "image.id", "lineage.image_id")
    .select(["name", "kind", "digest"])
    .where("lineage.id", "=", lineage)
    .executeTakeFirst();
  if (row === undefined) throw notFound("image");
  const { name, kind, digest } = row;
  const hash = /^sha256:([0-9a-f]{64})$/.exec(digest)?.[1];
  if (kind !== "image" || hash === undefined) return { "@id": `urn:waybill:${kind}:${name}@${digest}` };
  const purl = `pkg:oci/${encodeURIComponent(name.split("/").at(-1) ?? name)}@${encodeURIComponent(digest)}?repository_url=${encodeURIComponent(name)}`;
  return { "@id": purl, identifiers: { purl }, hashes: { "sha-256": hash } };
}

async function holesOf(database: Database, lineage: number) {
  return await database
    .selectFrom("finding")
    .innerJoin("finding_words", "finding_words.id", "finding.words_id")
    .leftJoin("layer", "layer.id", "finding.layer_id")
    .select([
      "fingerprint",
      "title",
      "severity",
      "fix",
      "purl",
      "aliases",
      "layer.digest as root_layer",
      "reason",
      "opened_at",
      "closed_at",
    ])
    .where("lineage_id", "=", lineage)
    .where("room", "=", "advisories")
    .where("purl", "is not", null)
    .where((eb) => eb.or([eb("closed_by", "is", null), eb("reason", "in", ["upgraded", "removed"])]))
    .orderBy("fingerprint")
    .limit(MOST + 1)
    .execute();
}

type Row = Awaited<ReturnType<typeof holesOf>>[number];

function statementOf(
  row: Row,
  product: Statement["products"][number],
  waiver: WaiverInForce | undefined,
  now: Date,
): Statement {
  const [name = row.title, ...aliases] = row.aliases;
  const vulnerability = { name, ...(aliases.length > 0 && { aliases }) };
  if (row.reason !== null)
    return {
      vulnerability,
      products: [product],
      status: "fixed",
      status_notes: `${row.purl} was ${row.reason}, as a later look proved.`,
      timestamp: (row.closed_at ?? now).toISOString(),
    };
  return {
    vulnerability,
    products: [{ ...product, ...(row.purl !== null && { subcomponents: [{ "@id": row.purl }] }) }],
    status: "affected",
    action_statement: actionOf(row, waiver),
    timestamp: row.opened_at.toISOString(),
  };
}

/** What is done about it, or that it is tolerated and until when. */
function actionOf({ fix }: Row, waiver: WaiverInForce | undefined): string {
  const until = waiver?.until.toISOString().slice(0, 10);
  if (waiver !== undefined) return `Accepted until ${until} by waiver ${waiver.id}. ${fix}`.trim();
  return fix === "" ? "No fix is known yet." : fix;
}

function presentOf(row: Row, lineage: number): Present {
  const { fingerprint, title, fix, purl, aliases, root_layer: rootLayer } = row;
  return { fingerprint, title, fix, purl, aliases, rootLayer, severity: SEVERITIES[row.severity] ?? "info", lineage };
}
