import type { PlannedFix } from "../plans/fixer.ts";

/** A credential's value in a file: where, under which id, and by which finding. Never the value itself. */
export interface FoundCredential {
  readonly id: string;
  readonly finding: string;
  readonly rule: string;
  readonly path: string;
  readonly line: number;
  /** Bytes of the value in the file. */
  readonly start: number;
  readonly end: number;
  readonly encoded: boolean;
}

/** How consumers shall reach the vault. */
export interface VaultSettings {
  /** The KV store, such as `secret`. */
  readonly mount: string;
  /** The program that scripts call. */
  readonly program: "vault" | "bao";
  /** For workflows: where the vault is, as their runners see it. */
  readonly address?: string;
  readonly namespace?: string;
  /** For workflows: the role and the mount of the vault's JWT login that trusts the forge. */
  readonly role?: string;
  readonly loginPath: string;
}

/** A value that goes to the vault, and where. It lives in memory alone. */
export interface Move {
  readonly credential: FoundCredential;
  readonly value: string;
}

/** Moves whose consumers are rewritten together, or not at all. */
export interface Rewrite {
  readonly moves: readonly Move[];
  readonly planned: PlannedFix;
}

export interface NotRewritable {
  readonly credential: FoundCredential;
  readonly reason: string;
}

export interface Rewrites {
  readonly rewrites: readonly Rewrite[];
  readonly left: readonly NotRewritable[];
}

/** Below the mount: one place for one credential, however often it stands somewhere. */
export function vaultPath(credential: string): string {
  return `waybill/${credential}`;
}
