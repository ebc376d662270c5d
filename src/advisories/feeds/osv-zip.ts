import { readZip } from "../../documents/zip.ts";
import { readOsvRecord } from "../osv/read-record.ts";
import type { Entry, Refused } from "../store/entry.ts";

/** No honest record comes near this many bytes. */
export const LARGEST_RECORD = 4 * 1024 * 1024;

/** The records of an `all.zip` as OSV lays them out, one JSON file each. A bad one is refused alone. */
export function* readOsvZip(path: string, ecosystem?: string): Generator<Entry | Refused> {
  for (const entry of readZip(path)) {
    if (entry.name.endsWith(".json"))
      yield readOsvRecord(entry.name, () => entry.read(LARGEST_RECORD).toString("utf8"), ecosystem);
  }
}
