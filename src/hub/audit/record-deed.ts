import { type Kysely, sql } from "kysely";
import { GENESIS, sealOf } from "../../policy/ledger/chain.ts";
import type { Tables } from "../db/tables.ts";

export interface Deed {
  readonly at: Date;
  readonly actor: string;
  readonly action: string;
  /** What it was done to, such as `key 1b6e…`. */
  readonly about: string;
  /** What is worth knowing later. No secret. */
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Any number that nobody else uses for an advisory lock. */
const CHAIN_LOCK = 8_470_001;

/**
 * Adds to the record of deeds. To be called in the transaction that does the deed, as its last step: both are there or
 * neither, and others who record wait until its end.
 */
export async function recordDeed(transaction: Kysely<Tables>, deed: Deed): Promise<void> {
  await sql`select pg_advisory_xact_lock(${CHAIN_LOCK})`.execute(transaction);
  const last = await transaction
    .selectFrom("audit_entry")
    .select(["seq", "hash"])
    .orderBy("seq", "desc")
    .limit(1)
    .executeTakeFirst();
  const previous = last?.hash.toString("hex") ?? GENESIS;
  const { at, actor, action, about } = deed;
  const entry = { seq: (last?.seq ?? 0) + 1, actor, action, about, detail: JSON.stringify(deed.detail) };
  const hash = sealOf({ ...entry, at: at.toISOString() }, previous);
  await transaction
    .insertInto("audit_entry")
    .values({ ...entry, at, previous: Buffer.from(previous, "hex"), hash: Buffer.from(hash, "hex") })
    .execute();
}
