import type { Target } from "../../../core/target.ts";

/** A bill that is stored: whose it is, and how far it can be believed. */
export interface StoredBill {
  readonly target: Target;
  /** ISO 8601. */
  readonly storedAt: string;
  /** False when something of the target could not be read: then that it lacks something is not proven. */
  readonly whole: boolean;
  readonly gaps: number;
  readonly components: number;
}

/** The columns of a row of `bill`, as SQLite hands them over. */
export function asStoredBill(row: Readonly<Record<string, unknown>>): StoredBill {
  const text = (name: string) => {
    const value = row[name];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const [digest, platform, commit] = [text("digest"), text("platform"), text("revision")];
  return {
    target: {
      kind: (text("kind") ?? "sbom") as Target["kind"],
      ref: text("ref") ?? "",
      ...(digest !== undefined && { digest }),
      ...(platform !== undefined && { platform }),
      ...(commit !== undefined && { commit }),
    },
    storedAt: text("stored_at") ?? "",
    whole: row["whole"] === 1,
    gaps: Number(row["gaps"]),
    components: Number(row["components"]),
  };
}
