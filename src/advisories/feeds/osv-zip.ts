import { readZip } from "../../documents/zip.ts";
import { OsvRecord } from "../osv/schema.ts";
import type { Refused } from "../store/build.ts";

/** No honest record comes near this many bytes. */
const LARGEST_RECORD = 4 * 1024 * 1024;

/** The records of an `all.zip` as OSV lays them out, one JSON file each. A bad one is refused alone. */
export function* readOsvZip(path: string): Generator<OsvRecord | Refused> {
  for (const entry of readZip(path)) {
    if (entry.name.endsWith(".json")) yield readRecord(entry.name, () => entry.read(LARGEST_RECORD));
  }
}

function readRecord(name: string, read: () => Buffer): OsvRecord | Refused {
  let value: unknown;
  try {
    value = JSON.parse(read().toString("utf8"));
  } catch (error) {
    return {
      refused: name,
      reason: error instanceof SyntaxError ? "is not JSON" : error instanceof Error ? error.message : "unreadable",
    };
  }
  const parsed = OsvRecord.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return {
    refused: name,
    reason: `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "does not fit the OSV schema"}`,
  };
}
