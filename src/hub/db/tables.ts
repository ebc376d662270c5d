import type { ColumnType, Generated } from "kysely";
import type { Role } from "../../contract/roles.ts";

/** Written by us as a Date, or by the database's clock. */
type Time = ColumnType<Date, Date, never>;
type LaterTime = ColumnType<Date | null, Date | null, Date | null>;

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

export interface Tables {
  team: TeamTable;
  api_key: ApiKeyTable;
  setup_token: SetupTokenTable;
  audit_entry: AuditEntryTable;
}
