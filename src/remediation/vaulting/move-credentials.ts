import type { Vault } from "../../connect/vault/index.ts";
import type { Tree } from "../edits/tree.ts";
import { type Applied, applyAndProve, type LookAgain } from "../proof/apply-and-prove.ts";
import type { Sight } from "../proof/tally.ts";
import type { Rewrite } from "./consumer.ts";
import { demandStore, type Stored, store } from "./store.ts";

export interface MoveRequest {
  readonly vault: Vault;
  readonly mount: string;
  readonly tree: Tree;
  readonly rewrites: readonly Rewrite[];
  readonly before: Sight;
  readonly lookAgain: LookAgain;
  /** Told as each is stored, so that it is known what lies in the vault when something later fails. */
  readonly onStored: (stored: Stored) => void;
}

/**
 * The safe order: every value is stored and read back before any consumer is rewritten, so that none ever asks for what
 * is not there. Then the consumers are rewritten and looked at again; what is not proven is taken back, and its copy in
 * the vault stays.
 */
export async function moveCredentials(request: MoveRequest): Promise<Applied> {
  const { vault, mount, tree, rewrites, before, lookAgain, onStored } = request;
  if (rewrites.length > 0) await demandStore(vault, mount);
  const moves = new Map(rewrites.flatMap((rewrite) => rewrite.moves).map((move) => [move.credential.id, move]));
  for (const move of moves.values()) onStored(await store(vault, mount, move));
  return await applyAndProve({ tree, planned: rewrites.map(({ planned }) => planned), before, lookAgain });
}
