import { posix } from "node:path";
import type { WholeReader } from "../../../core/reader.ts";
import type { ClaimedFilesFact } from "../../facts.ts";
import { eachLine } from "../lines.ts";

const LIST = ".dist-info/RECORD";

/**
 * The programs that a Python project brought, by its `RECORD` (packaging.python.org, "Recording installed projects"):
 * one file a line, relative to the folder above, with its hash and size.
 */
export const pythonRecord: WholeReader<ClaimedFilesFact> = {
  id: "inventory/python-record",
  version: 1,
  limit: 16 * 1024 * 1024,
  wants: ({ type, path }) => type === "file" && path.endsWith(LIST),
  *read({ path, text, place }) {
    const site = posix.dirname(posix.dirname(path));
    const paths: string[] = [];
    eachLine(text(), (line) => {
      const [file = ""] = line.split(",", 1);
      if (!mayBeProgram(file)) return;
      const resolved = posix.join(site, file);
      if (!resolved.startsWith("../")) paths.push(resolved);
    });
    if (paths.length > 0) yield { kind: "claimed-files", at: place, paths };
  },
};

/** A name that has a comma or quote is quoted; no program's has. */
function mayBeProgram(file: string): boolean {
  if (file.endsWith(".exe")) return true;
  const name = file.slice(file.lastIndexOf("/") + 1);
  return /^[\w+-]+(?:[\d.]+)?$/.test(name) && !file.includes(".dist-info/");
}
