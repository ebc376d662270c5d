import { createHash } from "node:crypto";

/** One line of a record that is only ever written to. */
export interface LedgerEntry {
  /** 1, 2, 3 … without a gap. */
  readonly seq: number;
  /** ISO 8601, to the millisecond, UTC. */
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly about: string;
  /** The text as it was written; JSON. */
  readonly detail: string;
}

export interface SealedEntry extends LedgerEntry {
  /** Hexadecimal SHA-256. */
  readonly hash: string;
}

/** What the first entry stands on. */
export const GENESIS = "0".repeat(64);

/** The seal of an entry: over all that it says and over the seal of the one before. */
export function sealOf({ seq, at, actor, action, about, detail }: LedgerEntry, previous: string): string {
  return createHash("sha256")
    .update(JSON.stringify([seq, at, actor, action, about, detail, previous]))
    .digest("hex");
}

/** Where a chain stands that was followed so far. */
export interface ChainState {
  readonly entries: number;
  readonly head: string;
  /** The first entry that is missing, doubled or changed. */
  readonly brokenAt: number | undefined;
}

export const EMPTY_CHAIN: ChainState = { entries: 0, head: GENESIS, brokenAt: undefined };

/** Follows a chain on, entry by entry. */
export function followChain(state: ChainState, entries: readonly SealedEntry[]): ChainState {
  let { entries: count, head } = state;
  if (state.brokenAt !== undefined) return state;
  for (const entry of entries) {
    if (entry.seq !== count + 1 || sealOf(entry, head) !== entry.hash)
      return { entries: count, head, brokenAt: count + 1 };
    count += 1;
    head = entry.hash;
  }
  return { entries: count, head, brokenAt: undefined };
}
