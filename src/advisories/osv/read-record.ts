import type { Entry, Refused } from "../store/entry.ts";
import { asEntry } from "./as-entry.ts";
import { OsvRecord } from "./schema.ts";

/** One record of OSV, or why it cannot be taken. */
export function readOsvRecord(name: string, read: () => string, only?: string): Entry | Refused {
  let value: unknown;
  try {
    value = JSON.parse(read());
  } catch (error) {
    return {
      refused: name,
      reason: error instanceof SyntaxError ? "is not JSON" : error instanceof Error ? error.message : "unreadable",
    };
  }
  const parsed = OsvRecord.safeParse(value);
  if (parsed.success) return asEntry(parsed.data, only);
  const [issue] = parsed.error.issues;
  return {
    refused: name,
    reason: `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "does not fit the OSV schema"}`,
  };
}
