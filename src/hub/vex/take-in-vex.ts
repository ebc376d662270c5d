import { type SqlBool, sql } from "kysely";
import type { VexDocument } from "../../contract/vex.ts";
import { recordDeed } from "../audit/record-deed.ts";
import type { Database } from "../db/database.ts";
import { Problem } from "../http/problems.ts";
import { isReplaced } from "./claims.ts";
import type { ReadVex } from "./read-vex.ts";

/** Rows of one statement of SQL. */
const STEP = 2_000;

/** Stores a document with its statements, once. The same again writes nothing. @throws Problem 400 where the team is none */
export async function takeInVex(
  database: Database,
  read: ReadVex,
  team: string | null,
  actor: string,
  now: Date,
): Promise<VexDocument & { known: boolean }> {
  return await database.transaction().execute(async (transaction) => {
    if (team !== null) {
      const known = await transaction.selectFrom("team").select("id").where("id", "=", team).executeTakeFirst();
      if (known === undefined) throw new Problem(400, "reports/no-team", "No such team", "`team` names no team.");
    }
    const digest = Buffer.from(read.digest, "hex");
    const { format, name, author, saidAt, claims, refused } = read;
    const row = await transaction
      .insertInto("vex_document")
      .values({
        team_id: team,
        digest,
        format,
        name,
        author,
        said_at: saidAt,
        received_at: now,
        actor,
        statements: claims.length,
        refused: [...refused],
      })
      .onConflict((conflict) => conflict.columns(["team_id", "digest"]).doNothing())
      .returning("id")
      .executeTakeFirst();
    if (row !== undefined) {
      await insertClaims(transaction, row.id, team, read);
      const detail = { digest: read.digest, author, statements: claims.length };
      await recordDeed(transaction, { at: now, actor, action: "vex.push", about: `VEX document ${row.id}`, detail });
    }
    const document = await documents(transaction)
      .where("digest", "=", digest)
      .where(sql<boolean>`team_id is not distinct from ${team}::uuid`)
      .executeTakeFirstOrThrow();
    return { ...asDocument(document), known: row === undefined };
  });
}

async function insertClaims(transaction: Database, document: number, team: string | null, { claims }: ReadVex) {
  for (let from = 0; from < claims.length; from += STEP)
    await sql`
      insert into vex_claim (document_id, team_id, names, products, status, reason, said_at)
      select ${document}, ${team}::uuid, names, products, status, reason, "saidAt"
      from jsonb_to_recordset(${JSON.stringify(claims.slice(from, from + STEP))}::jsonb)
        as one (names text[], products jsonb, status text, reason text, "saidAt" timestamptz)`.execute(transaction);
}

export function documents(database: Database) {
  return database
    .selectFrom("vex_document as document")
    .selectAll("document")
    .select(sql<SqlBool>`${isReplaced}`.as("replaced"));
}

type Row = Awaited<ReturnType<ReturnType<typeof documents>["execute"]>>[number];

export function asDocument(row: Row): VexDocument {
  const { id, team_id: team, format, name, author, said_at, received_at, actor: sentBy, statements, refused } = row;
  return {
    id,
    team,
    format,
    name,
    author,
    saidAt: said_at?.toISOString() ?? null,
    receivedAt: received_at.toISOString(),
    sentBy,
    statements,
    refused,
    replaced: row.replaced === true,
  };
}
