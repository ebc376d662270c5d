import { sql } from "kysely";
import type { Claim } from "../../contract/vex.ts";
import { isMeant } from "../../scan/advisory-data.ts";
import type { Database } from "../db/database.ts";
import { canonical } from "./read-vex.ts";
import { type Claimed, standingsOf } from "./standings.ts";

/** Claims that name a hole and are looked at, newest first, and those that are shown. */
const MOST_LOOKED_AT = 500;
const MOST_SHOWN = 50;

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
  const standing = rows.length === 0 ? undefined : (await standingsOf(database, [finding], products))(finding);
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

const EXCUSES: ReadonlySet<string> = new Set(["not_affected", "fixed"]);

/** Of each author the newest word holds; one that excuses against one that says "affected" is a dispute. */
function areDisputed(rows: readonly Row[]): boolean {
  const newest = new Map<string, string>();
  for (const { author, status } of rows) if (!newest.has(author)) newest.set(author, status);
  const words = [...newest.values()];
  return words.includes("affected") && words.some((word) => EXCUSES.has(word));
}
