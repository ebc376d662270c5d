import { sql } from "kysely";
import { isMeant } from "../../scan/advisory-data.ts";
import type { Principal } from "../auth/principal.ts";
import { ofOwnTeams } from "../auth/scope.ts";
import type { Database } from "../db/database.ts";
import type { VexProductRow } from "../db/tables/vex-tables.ts";
import { type Claimed, standingsOf } from "./standings.ts";

/** Findings that are looked at for one statement, the newest. */
const MOST = 20;

/** Open findings of the caller's that claims are about, by the claim's id. */
export async function findingsAbout(
  database: Database,
  principal: Principal,
  claims: readonly { readonly id: number; readonly products: readonly VexProductRow[] }[],
): Promise<ReadonlyMap<number, { id: number; lineage: number; title: string }[]>> {
  const { rows } = await sql<Claimed & { claim: number; title: string }>`
    select claim.id as claim, one.* from vex_claim claim cross join lateral (
      select finding.id, finding.lineage_id as lineage, purl, aliases, title from finding
      join finding_words on finding_words.id = words_id
      join lineage on lineage.id = finding.lineage_id
      where finding.id in (select findings_named(name) from unnest(claim.names) as name)
        and (claim.team_id is null or claim.team_id = lineage.team_id)
        and closed_by is null and purl is not null and ${ofOwnTeams(principal, "lineage.team_id")}
      order by finding.id desc limit ${MOST}) as one
    where claim.id = any(${claims.map(({ id }) => id)}::bigint[])`.execute(database);
  const products = new Map(claims.map((claim) => [claim.id, claim.products]));
  const standing = await standingsOf(
    database,
    rows,
    claims.flatMap((claim) => claim.products),
  );
  const about = rows.filter((row) => {
    const at = standing(row);
    return at !== undefined && products.get(row.claim)?.some((product) => isMeant(product, at)) === true;
  });
  const told = Map.groupBy(about, ({ claim }) => claim);
  return new Map([...told].map(([claim, of]) => [claim, of.map(({ id, lineage, title }) => ({ id, lineage, title }))]));
}
