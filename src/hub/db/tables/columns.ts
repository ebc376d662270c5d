import type { ColumnType, GeneratedAlways } from "kysely";

/** Written by us as a Date, or by the database's clock. */
export type Time = ColumnType<Date, Date, never>;
export type LaterTime = ColumnType<Date | null, Date | null | undefined, Date | null>;

/** A number that the database gives. */
export type Id = GeneratedAlways<number>;
