import type { ColumnType, Generated } from "kysely";
import type { MACHINE_ROLES, Role } from "../../../contract/roles.ts";
import type { IssuerKind } from "../../../contract/workloads.ts";
import type { LaterTime, Time } from "./columns.ts";

export interface TeamTable {
  id: Generated<string>;
  name: string;
  created_at: Time;
}

/** Keys are kept as a SHA-256: they are 256 random bits, which no list of passwords holds. */
export interface ApiKeyTable {
  id: Generated<string>;
  name: string;
  hash: Buffer;
  role: Role;
  team_id: string | null;
  created_by: string;
  created_at: Time;
  expires_at: Time;
  revoked_at: LaterTime;
  last_used_at: LaterTime;
}

/** At most one row: the token that makes the first administrator. */
export interface SetupTokenTable {
  singleton: Generated<true>;
  hash: Buffer;
  expires_at: ColumnType<Date, Date, Date>;
}

/** What was done and by whom; each row is sealed by the hash of the one before. */
export interface AuditEntryTable {
  seq: number;
  at: Time;
  actor: string;
  action: string;
  about: string;
  /** Exactly the text that was hashed. */
  detail: string;
  previous: Buffer;
  hash: Buffer;
}

/** Who signs tokens that are believed. `keys` is a JSON Web Key Set that was handed over; null where it is fetched. */
export interface WorkloadIssuerTable {
  id: Generated<string>;
  name: string;
  kind: IssuerKind;
  issuer: string;
  audience: string;
  keys: ColumnType<object | null, string | null, never>;
  created_by: string;
  created_at: Time;
}

/** Whose jobs get which role. */
export interface WorkloadBindingTable {
  id: Generated<string>;
  name: string;
  issuer_id: string;
  claims: ColumnType<Record<string, string>, string, never>;
  role: (typeof MACHINE_ROLES)[number];
  team_id: string | null;
  minutes: number;
  created_by: string;
  created_at: Time;
}

/** A job that is signed in; its token is kept as a SHA-256. */
export interface WorkloadSessionTable {
  id: Generated<string>;
  hash: Buffer;
  binding_id: string;
  subject: string;
  created_at: Time;
  expires_at: Time;
}

/** Tokens that were handed in: each is taken once. */
export interface WorkloadTokenUseTable {
  issuer_id: string;
  hash: Buffer;
  expires_at: Time;
}

/** How many tries to sign in have failed from one place within one minute. */
export interface SignInFailureTable {
  bucket: string;
  since: Time;
  count: number;
}
