import * as z from "zod";
import type { WholeReader } from "../../../core/reader.ts";
import { type PackageFact, type PassedOverFact, passedOverAt, type UnreadFact, unreadAt } from "../../facts.ts";
import { asPackage } from "../as-package.ts";
import { linesOfTables, parseToml } from "../toml.ts";
import { isVendored } from "../vendored.ts";
import { foldName } from "./names.ts";

const PylockPackage = z.object({
  name: z.string().min(1),
  /** Absent for what is built from a directory or a repository. */
  version: z.string().optional(),
  dependencies: z.array(z.object({ name: z.string() })).default([]),
});

export const Pylock = z.object({ "lock-version": z.string(), packages: z.array(PylockPackage).default([]) });

/** The lock file that all Python tools share (PEP 751): `pylock.toml` and `pylock.NAME.toml`. */
export const pylock: WholeReader<PackageFact | PassedOverFact | UnreadFact> = {
  id: "inventory/python-pylock",
  version: 1,
  limit: 16 * 1024 * 1024,
  wants: ({ type, path }) => type === "file" && isPylock(path.slice(path.lastIndexOf("/") + 1)) && !isVendored(path),
  *read(file) {
    const lock = Pylock.safeParse(parseToml(file.text()));
    if (!lock.success) {
      yield unreadAt(file.place, "not readable as a lock file of Python (PEP 751)");
      return;
    }
    const lines = linesOfTables(file.text(), "packages");
    for (const [index, locked] of lock.data.packages.entries()) {
      const line = lines[index];
      const at = { ...file.place, ...(line !== undefined && { line }) };
      if (locked.version === undefined) {
        yield passedOverAt(at, "withoutVersion", "locked without a version");
        continue;
      }
      const name = foldName(locked.name);
      yield asPackage({
        at,
        purl: { type: "pypi", name },
        name,
        version: locked.version,
        relation: "declared",
        within: file.path,
        needs: locked.dependencies.map((dependency) => foldName(dependency.name)),
      });
    }
  },
};

function isPylock(name: string): boolean {
  return name === "pylock.toml" || (name.startsWith("pylock.") && name.endsWith(".toml"));
}
