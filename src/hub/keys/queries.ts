import { type Selectable, sql } from "kysely";
import type { Key } from "../../contract/keys.ts";
import { cursorOf, PageQuery } from "../../contract/paging.ts";
import type { Role } from "../../contract/roles.ts";
import { recordDeed } from "../audit/record-deed.ts";
import type { Database } from "../db/database.ts";
import { afterKey } from "../db/keyset.ts";
import type { ApiKeyTable } from "../db/tables/access-tables.ts";
import { hashOf, newSecret } from "./secret-text.ts";

const DAY = 24 * 60 * 60 * 1000;
const HOUR = 60 * 60 * 1000;

export interface KeyWish {
  readonly name: string;
  readonly role: Role;
  readonly team: string | null;
  readonly days: number;
}

/** Makes a key, and answers it with its text, which nobody sees again. */
export async function insertKey(
  database: Database,
  wish: KeyWish,
  actor: string,
  now: Date,
): Promise<Key & { key: string }> {
  const { text, hash } = newSecret("wbk_");
  const row = await database
    .insertInto("api_key")
    .values({
      name: wish.name,
      hash,
      role: wish.role,
      team_id: wish.team,
      created_by: actor,
      created_at: now,
      expires_at: new Date(now.getTime() + wish.days * DAY),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  const { id, name, role, team, expiresAt } = keyOfRow(row);
  await recordDeed(database, {
    at: now,
    actor,
    action: "keys.create",
    about: `key ${id}`,
    detail: { name, role, team, expiresAt },
  });
  return { ...keyOfRow(row), key: text };
}

/** The key behind a text, if it is one that holds now. Notes to the hour that it was used. */
export async function findKey(database: Database, text: string, now: Date): Promise<Key | undefined> {
  const row = await database
    .selectFrom("api_key")
    .selectAll()
    .where("hash", "=", hashOf(text))
    .where("revoked_at", "is", null)
    .where("expires_at", ">", now)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  if (row.last_used_at === null || now.getTime() - row.last_used_at.getTime() > HOUR)
    await database.updateTable("api_key").set({ last_used_at: now }).where("id", "=", row.id).execute();
  return keyOfRow(row);
}

/** A page of keys, newest first. */
export async function selectKeys(
  database: Database,
  { after, limit }: PageQuery,
): Promise<{ items: Key[]; next?: string }> {
  const start = afterKey(after, ["time", "id"]);
  const rows = await database
    .selectFrom("api_key")
    .selectAll()
    .$if(start !== undefined, (query) =>
      query.where(sql<boolean>`(created_at, id) < (${start?.[0]}::timestamptz, ${start?.[1]}::uuid)`),
    )
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(limit + 1)
    .execute();
  const items = rows.slice(0, limit).map(keyOfRow);
  const last = items.at(-1);
  return rows.length <= limit || last === undefined ? { items } : { items, next: cursorOf([last.createdAt, last.id]) };
}

/** Makes a key worthless; undefined where there is none. Doing it twice changes nothing. */
export async function revoke(database: Database, id: string, actor: string, now: Date): Promise<Key | undefined> {
  const revoked = await database
    .updateTable("api_key")
    .set({ revoked_at: now })
    .where("id", "=", id)
    .where("revoked_at", "is", null)
    .returningAll()
    .executeTakeFirst();
  if (revoked !== undefined) {
    await recordDeed(database, { at: now, actor, action: "keys.revoke", about: `key ${id}`, detail: {} });
    return keyOfRow(revoked);
  }
  const row = await database.selectFrom("api_key").selectAll().where("id", "=", id).executeTakeFirst();
  return row === undefined ? undefined : keyOfRow(row);
}

function keyOfRow(row: Selectable<ApiKeyTable>): Key {
  return {
    id: row.id,
    name: row.name,
    role: row.role,
    team: row.team_id,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    revokedAt: row.revoked_at?.toISOString() ?? null,
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
  };
}
