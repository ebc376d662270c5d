import { sql } from "kysely";
import type { Claim } from "../../contract/vex.ts";
import { componentOfPurl, isMeant, type Standing } from "../../scan/advisory-data.ts";
import type { Database } from "../db/database.ts";
import type { VexProductRow } from "../db/tables/vex-tables.ts";
import { canonical } from "./read-vex.ts";

/** Claims that name a hole and are looked at, newest first, and those that are shown. */
const MOST_LOOKED_AT = 500;
const MOST_SHOWN = 50;

/** A finding as far as statements can be about it. */
export interface Claimed {
  readonly id: number;
  readonly lineage: number;
  readonly purl: string | null;
  readonly aliases: readonly string[];
}

/** What is said of a finding. */
export interface Said {
  readonly claims: readonly Claim[];
  readonly disputed: boolean;
}

/** The statements about a finding: of its hole, and of its component where it stands. */
export async function claimsAbout(database: Database, finding: Claimed): Promise<Said> {
  const names = [...new Set(finding.aliases.map(canonical))];
  if (finding.purl === null || names.length === 0) return { claims: [], disputed: false };
  const rows = await current(database)
    .where(sql<boolean>`claim.names && ${names}::text[]`)
    .where(sql<boolean>`(claim.team_id is null
      or claim.team_id = (select team_id from lineage where id = ${finding.lineage}))`)
    .orderBy("claim.said_at", (order) => order.desc().nullsLast())
    .orderBy("claim.id", "desc")
    .limit(MOST_LOOKED_AT)
    .execute();
  const products = rows.flatMap((row) => row.products);
  const standing = rows.length === 0 ? undefined : await standingOf(database, finding, products);
  if (standing === undefined) return { claims: [], disputed: false };
  const about = rows.filter((row) => row.products.some((product) => isMeant(product, standing)));
  return { claims: about.slice(0, MOST_SHOWN).map(asClaim), disputed: areDisputed(about) };
}

/** Claims of documents that no newer one of the same name and author has replaced. */
export function current(database: Database) {
  return database
    .selectFrom("vex_claim as claim")
    .innerJoin("vex_document as document", "document.id", "claim.document_id")
    .select(["claim.id", "claim.names", "claim.products", "claim.status", "claim.reason", "claim.said_at"])
    .select(["document.id as document", "document.author", "document.actor", "document.said_at as written_at"])
    .where(sql<boolean>`not ${isReplaced}`);
}

/** Whether there is a newer document, by its own time, of the same name, author and team. */
export const isReplaced = sql<boolean>`(document.name <> '' and exists (
  select from vex_document as newer where newer.name = document.name and newer.author = document.author
    and newer.team_id is not distinct from document.team_id
    and (coalesce(newer.said_at, '-infinity'), newer.digest) > (coalesce(document.said_at, '-infinity'), document.digest)))`;

type Row = Awaited<ReturnType<ReturnType<typeof current>["execute"]>>[number];

export function asClaim(row: Row): Claim {
  const { id, document, status, reason, author, said_at: at, written_at: written, actor: sentBy, names } = row;
  return { id, document, status, reason, author, saidAt: (at ?? written)?.toISOString() ?? null, sentBy, names };
}

/** Where a finding stands: in which state of its lineage, and beside which of the components that statements name. */
export async function standingOf(
  database: Database,
  { lineage, purl }: Claimed,
  products: readonly VexProductRow[],
): Promise<Standing | undefined> {
  const component = componentOfPurl(purl ?? "");
  const row = await database
    .selectFrom("lineage")
    .leftJoin("image", "image.id", "lineage.image_id")
    .select(["lineage.kind", "lineage.name", "image.id as image", "image.digest"])
    .where("lineage.id", "=", lineage)
    .executeTakeFirst();
  if (component === undefined || row === undefined) return undefined;
  const wholes = [...new Set(products.filter(({ within }) => within.length > 0).map(({ id }) => id))];
  const beside = row.image === null ? [] : await heldOf(database, row.image, wholes);
  const kind = row.kind as Standing["target"]["kind"];
  const target = { kind, ref: row.name, ...(row.digest !== null && { digest: row.digest }) };
  return { component, target, purls: new Set(beside) };
}

async function heldOf(database: Database, image: number, purls: readonly string[]): Promise<string[]> {
  if (purls.length === 0) return [];
  const { rows } = await sql<{ purl: string }>`
    select distinct purl from image_content join content_component using (content_id)
    join component on component.id = component_id
    where image_id = ${image} and purl = any(${purls}::text[])`.execute(database);
  return rows.map(({ purl }) => purl);
}

const EXCUSES: ReadonlySet<string> = new Set(["not_affected", "fixed"]);

/** Of each author the newest word holds; one that excuses against one that says "affected" is a dispute. */
function areDisputed(rows: readonly Row[]): boolean {
  const newest = new Map<string, string>();
  for (const { author, status } of rows) if (!newest.has(author)) newest.set(author, status);
  const words = [...newest.values()];
  return words.includes("affected") && words.some((word) => EXCUSES.has(word));
}
