import { readFileSync, statSync } from "node:fs";
import { WaybillError } from "../../../core/errors.ts";

/** Larger than any bill that was seen. */
const LARGEST = 256 * 1024 * 1024;

/** @throws WaybillError when it is no file, or too large to be a bill */
export function readBill(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined || !found.isFile()) {
    const what = found === undefined ? "is not there" : "is no file";
    throw new WaybillError("call/no-bill", `${path} ${what}.`, "Name a file in CycloneDX or SPDX.");
  }
  if (found.size > LARGEST)
    throw new WaybillError("call/no-bill", `${path} is larger than 256 MiB.`, "Name a bill of materials.");
  return readFileSync(path, "utf8").replace(/^\uFEFF/, "");
}
