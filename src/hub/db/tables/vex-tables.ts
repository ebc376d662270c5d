import type { ColumnType } from "kysely";
import type { Id, Time } from "./columns.ts";

/** A VEX document that was sent, known by its hash. */
export interface VexDocumentTable {
  id: Id;
  /** Of whose findings it tells; null for everybody's. */
  team_id: string | null;
  digest: Buffer;
  format: "openvex" | "cyclonedx" | "csaf";
  /** What its author calls it: a newer one of the same name and author takes its place. */
  name: string;
  author: string;
  said_at: ColumnType<Date | null, Date | null, never>;
  received_at: Time;
  actor: string;
  statements: number;
  /** What in it could not be taken, and why. */
  refused: string[];
}

/** What a document says of a hole in some products. */
export interface VexClaimTable {
  id: Id;
  document_id: number;
  team_id: string | null;
  names: string[];
  products: ColumnType<VexProductRow[], string, never>;
  status: "not_affected" | "fixed" | "affected" | "under_investigation";
  reason: string;
  said_at: ColumnType<Date | null, Date | null, never>;
}

export interface VexProductRow {
  readonly id: string;
  readonly within: readonly string[];
  readonly versions?: string;
}
