import type { WholeReader } from "../../../core/reader.ts";
import { readZipBytes } from "../../../documents/zip.ts";
import { type PackageFact, type UnreadFact, unreadAt } from "../../facts.ts";
import { sumsOf } from "../sums.ts";
import { describedProject } from "./metadata.ts";

const METADATA = "EGG-INFO/PKG-INFO";
const LARGEST_METADATA = 4 * 1024 * 1024;

/** An egg that was installed as it is: a zip with the project's metadata in it. */
export const zippedEgg: WholeReader<PackageFact | UnreadFact> = {
  id: "inventory/python-zipped-egg",
  version: 1,
  wants: ({ type, path, size }) => type === "file" && size > 0 && path.endsWith(".egg"),
  *read(file) {
    const site = file.path.slice(0, Math.max(0, file.path.lastIndexOf("/")));
    try {
      for (const entry of readZipBytes(file.bytes)) {
        if (entry.name !== METADATA) continue;
        const text = entry.read(LARGEST_METADATA).toString("utf8");
        const project = describedProject(text, { at: file.place, site, sums: sumsOf(file.bytes) });
        if (project !== undefined) return yield project;
      }
      yield unreadAt(file.place, "an egg of Python without a project's name and version");
    } catch (error) {
      yield unreadAt(file.place, `not readable as an egg of Python: ${(error as Error).message}`);
    }
  },
};
