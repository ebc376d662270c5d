import { WaybillError } from "../../core/errors.ts";
import { currentDatabase, type Pointer } from "./files.ts";
import { hashFile } from "./hash-file.ts";

/** Hashes the whole database and holds it against what it was when built. */
export async function verifyDatabase(dataDirectory: string): Promise<Pointer> {
  const current = currentDatabase(dataDirectory);
  if (current === undefined) {
    throw new WaybillError(
      "advisories/none",
      `There is no advisory database in ${dataDirectory}.`,
      "`waybill advisories update` fetches one.",
    );
  }
  const found = await hashFile(current.path);
  if (found === current.pointer.sha256) return current.pointer;
  throw new WaybillError(
    "advisories/damaged",
    `${current.pointer.file} hashes to ${found}, not to ${current.pointer.sha256}.`,
    "Build it anew: `waybill advisories update`, or `import` from a folder.",
  );
}
