import type { ColumnType, Generated } from "kysely";
import type { Id, Time } from "./columns.ts";

/** Something that is tolerated until a day; asked for by one and approved by another. */
export interface WaiverTable {
  id: Id;
  /** Of a lineage, its team: it goes along with it. */
  team_id: string | null;
  lineage_id: number | null;
  kind: "finding" | "component" | "hole" | "layer" | "lineage";
  about: string;
  reason: string;
  requested_by: string;
  requested_at: Time;
  until: Time;
  state: Generated<"requested" | "approved" | "refused" | "revoked">;
  decided_by: string | null;
  decided_at: ColumnType<Date | null, Date | null, Date | null>;
  note: Generated<string>;
  /** The statement on whose word it was asked for. */
  /** Whether an identity provider vouched for the approver in the session that approved. */
  vouched: Generated<boolean>;
  claim_id: ColumnType<number | null, number | null | undefined, never>;
}

/** What an environment asks of what runs in it. */
export interface EnvironmentTable {
  name: string;
  version: number;
  fail_on: "critical" | "high" | "medium" | "low";
  only_new: boolean;
  rooms: string[];
  most_days: number;
}

/** What was answered to somebody who asked whether an image may go somewhere; never changed. */
export interface DecisionTable {
  id: Id;
  at: Time;
  environment: string;
  digest: string;
  lineage_id: number | null;
  image_id: number | null;
  actor: string;
  admitted: boolean;
  /** Name and version of the standard: `prod@3`. */
  policy: string;
  /** SHA-256 of the findings that counted and were not accepted. */
  open_set: Buffer;
  reasons: ColumnType<unknown, string, never>;
  waivers: number[];
  until: ColumnType<Date | null, Date | null, never>;
}

/** An image went into an environment, and what was known of it then; never changed. */
export interface DeploymentTable {
  id: Id;
  at: Time;
  recorded_at: Time;
  environment: string;
  digest: string;
  lineage_id: number | null;
  image_id: number | null;
  decision_id: number | null;
  actor: string;
  policy: string;
  open_set: Buffer;
  /** Null where nobody had looked at it. */
  unaccepted: number | null;
  waivers: number[];
  until: ColumnType<Date | null, Date | null, never>;
  /** So that recording again doubles nothing. */
  client_key: string;
}

export interface WaiverReminderTable {
  waiver_id: number;
  at: Time;
}
