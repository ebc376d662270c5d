import * as z from "zod";
import type { WholeReader } from "../../../core/reader.ts";
import { type PackageFact, type UnreadFact, unreadAt } from "../../facts.ts";
import { asPackage, isNamed } from "../as-package.ts";
import { linesOfTables, parseToml } from "../toml.ts";
import { isVendored } from "../vendored.ts";
import { foldName, requiredName } from "./names.ts";

const PdmPackage = z.object({
  name: z.string().min(1),
  version: z.string().min(1),
  /** Absent in locks before PDM 2.8. */
  groups: z.array(z.string()).optional(),
  dependencies: z.array(z.string()).default([]),
});

export const PdmLock = z.object({ package: z.array(PdmPackage).default([]) });

/** PDM's lock file. A package with extras stands in it once more for each set of them. */
export const pdmLock: WholeReader<PackageFact | UnreadFact> = {
  id: "inventory/python-pdm-lock",
  version: 1,
  limit: 16 * 1024 * 1024,
  wants: ({ type, path }) => type === "file" && isNamed(path, "pdm.lock") && !isVendored(path),
  *read(file) {
    const lock = PdmLock.safeParse(parseToml(file.text()));
    if (!lock.success) {
      yield unreadAt(file.place, "not readable as a lock file of PDM");
      return;
    }
    const lines = linesOfTables(file.text(), "package");
    for (const [index, locked] of lock.data.package.entries()) {
      const name = foldName(locked.name);
      const line = lines[index];
      yield asPackage({
        at: { ...file.place, ...(line !== undefined && { line }) },
        purl: { type: "pypi", name },
        name,
        version: locked.version,
        relation: "declared",
        within: file.path,
        needs: locked.dependencies.map(requiredName).filter((need) => need !== undefined && need !== name) as string[],
        scope: locked.groups && (locked.groups.includes("default") ? "production" : "development"),
      });
    }
  },
};
