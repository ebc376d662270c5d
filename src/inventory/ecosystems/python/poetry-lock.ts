import * as z from "zod";
import type { Place } from "../../../core/place.ts";
import type { WholeReader } from "../../../core/reader.ts";
import { type PackageFact, type UnreadFact, unreadAt } from "../../facts.ts";
import { linesOfTables, parseToml } from "../toml.ts";
import { isVendored } from "../vendored.ts";
import { foldName, pypiPurl } from "./names.ts";

const PoetryPackage = z.object({
  name: z.string().min(1),
  version: z.string().min(1),
  optional: z.boolean().default(false),
  /** Before Poetry 1.5: `main` or `dev`. */
  category: z.string().optional(),
  /** Since Poetry 2. */
  groups: z.array(z.string()).optional(),
  dependencies: z.record(z.string(), z.unknown()).default({}),
});
type PoetryPackage = z.infer<typeof PoetryPackage>;

export const PoetryLock = z.object({ package: z.array(PoetryPackage).default([]) });

/** Poetry's lock file. It does not say what the project itself asks for. */
export const poetryLock: WholeReader<PackageFact | UnreadFact> = {
  id: "inventory/python-poetry-lock",
  version: 1,
  limit: 16 * 1024 * 1024,
  wants: ({ type, path }) =>
    type === "file" && (path === "poetry.lock" || path.endsWith("/poetry.lock")) && !isVendored(path),
  *read(file) {
    const lock = PoetryLock.safeParse(parseToml(file.text()));
    if (!lock.success) {
      yield unreadAt(file.place, "not readable as a lock file of Poetry");
      return;
    }
    const lines = linesOfTables(file.text(), "package");
    for (const [index, locked] of lock.data.package.entries()) {
      const line = lines[index];
      yield asPackage({ ...file.place, ...(line !== undefined && { line }) }, file.path, locked);
    }
  },
};

function asPackage(at: Place, within: string, locked: PoetryPackage): PackageFact {
  const name = foldName(locked.name);
  const scope = scopeOf(locked);
  return {
    kind: "package",
    at,
    identity: { by: "purl", type: "pypi", purl: pypiPurl(name, locked.version) },
    name,
    version: locked.version,
    licenses: [],
    relation: "declared",
    ...(scope !== undefined && { scope }),
    realm: { by: "name", within },
    key: name,
    provides: [],
    needs: Object.keys(locked.dependencies).map((need) => [foldName(need)]),
    owns: [],
  };
}

/** Between Poetry 1.5 and 2 the lock holds no groups: then only what is optional is known. */
function scopeOf({ optional, category, groups }: PoetryPackage): PackageFact["scope"] {
  if (optional) return "optional";
  if (groups !== undefined) return groups.includes("main") ? "production" : "development";
  if (category !== undefined) return category === "main" ? "production" : "development";
  return undefined;
}
