import { sql } from "kysely";
import type { Principal } from "../auth/principal.ts";
import type { Database } from "../db/database.ts";
import { Problem } from "../http/problems.ts";
import type { Intake } from "./intake.ts";

/** The team whose lineage a look is about: the one that is there decides, else the wish, else the caller's own. */
export async function teamOf(
  database: Database,
  { kind, name, platform }: Intake["lineage"],
  wish: string | undefined,
  { teams }: Principal,
): Promise<string | null> {
  const { rows } = await sql<{ team_id: string | null }>`
    select team_id from team_of_lineage(${kind}, ${name}, ${platform})`.execute(database);
  const [known] = rows;
  if (known !== undefined) return known.team_id;
  return wish ?? (teams === "all" ? null : (teams[0] ?? null));
}

/** The lineage, locked until the transaction's end: looks at it are taken in one after the other. */
export async function lockLineage(
  database: Database,
  { kind, name, platform }: Intake["lineage"],
  team: string | null,
  now: Date,
): Promise<{ id: number; image: number | null }> {
  if (team !== null) {
    const known = await database.selectFrom("team").select("id").where("id", "=", team).executeTakeFirst();
    if (known === undefined) throw new Problem(400, "reports/no-team", "No such team", "`team` names no team.");
  }
  await database
    .insertInto("lineage")
    .values({ kind, name, platform, team_id: team, image_id: null, created_at: now })
    .onConflict((conflict) => conflict.columns(["kind", "name", "platform"]).doNothing())
    .execute();
  const { rows } = await sql<{ id: number; image_id: number | null }>`
    select id, image_id from lineage where kind = ${kind} and name = ${name} and platform = ${platform} for update
  `.execute(database);
  const [row] = rows;
  if (row === undefined) throw new Error("a lineage that is not there after it was added");
  return { id: row.id, image: row.image_id };
}
