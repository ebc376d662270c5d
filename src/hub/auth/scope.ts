import { type RawBuilder, sql } from "kysely";
import type { Database } from "../db/database.ts";
import { notFound } from "../http/problems.ts";
import type { Principal } from "./principal.ts";

/** A condition on a column of teams: only those whose things the caller may see. */
export function ofOwnTeams({ teams }: Principal, column: string): RawBuilder<boolean> {
  if (teams === "all") return sql<boolean>`true`;
  return sql<boolean>`${sql.ref(column)} = any(${teams}::uuid[])`;
}

/** The team of a lineage. @throws Problem 404 where there is none, or none that the caller may know of */
export async function teamOfLineage(database: Database, principal: Principal, lineage: number): Promise<string | null> {
  const row = await database
    .selectFrom("lineage")
    .select("team_id")
    .where("id", "=", lineage)
    .where(ofOwnTeams(principal, "team_id"))
    .executeTakeFirst();
  if (row === undefined) throw notFound("lineage");
  return row.team_id;
}
