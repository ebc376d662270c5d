import type { ColumnType } from "kysely";

/** The last look for newer advisories than those of one version. Hubs that share a folder share a row. */
export interface AdvisoryRenewalTable {
  /** Of the database that is there since; empty where there is none yet. */
  version: string;
  attempted_at: ColumnType<Date, Date, Date>;
  /** When it was last known to be the newest. */
  checked_at: ColumnType<Date | null, Date | null, Date | null>;
  /** Why the last attempt failed. */
  fault: string | null;
  /** Feeds that the last attempt left as they were, and why. */
  failed: string[];
}
