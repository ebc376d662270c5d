import type { DatabaseSync } from "node:sqlite";
import * as z from "zod";
import { unpackAffected } from "./affected.ts";
import type { Spot } from "./blocks.ts";
import type { Details, EntryPackage } from "./entry.ts";
import { hashOfName } from "./names.ts";

/** One record as a whole: what a source says of a hole, in all packages that it names. */
export interface WholeRecord {
  readonly id: string;
  readonly source: string;
  readonly isReleaseTruth: boolean;
  readonly malicious: boolean;
  readonly details: Details;
  /** Unpacked when asked for: one hole may lie in thousands of packages. */
  readonly packages: () => readonly EntryPackage[];
}

const Row = z.object({
  n: z.number(),
  id: z.string(),
  source: z.string(),
  kind: z.string(),
  malicious: z.number(),
  block: z.number(),
  at: z.number(),
  length: z.number(),
});

/** Finds records by any name they have: their own id, an alias, or a hole that they answer to. */
export function recordFinder(
  database: DatabaseSync,
  detailsAt: (spot: Spot) => Details,
): (name: string) => readonly WholeRecord[] {
  const byName = database.prepare(
    `select r.n, r.id, s.name as source, s.kind, r.malicious, r.block, r.at, r.length
     from name m join record r on r.n = m.record join source s on s.n = r.source where m.hash = ? order by s.name, r.id`,
  );
  const packagesOf = database.prepare(
    `select e.name as ecosystem, p.name, p.affected from package p join ecosystem e on e.n = p.ecosystem
     where p.record = ? order by e.name, p.name`,
  );
  return (name) => {
    const wanted = name.toUpperCase();
    return byName.all(hashOfName(name)).flatMap((row) => {
      const { n, id, source, kind, malicious, ...spot } = Row.parse(row);
      const details = detailsAt(spot);
      const names = [id, ...details.aliases, ...details.causes];
      if (!names.some((one) => one.toUpperCase() === wanted)) return [];
      return {
        id,
        source,
        isReleaseTruth: kind === "release",
        malicious: malicious === 1,
        details,
        packages: () =>
          packagesOf.all(n).map((one) => ({
            ecosystem: String(one.ecosystem),
            name: String(one.name),
            affected: unpackAffected(one.affected),
          })),
      };
    });
  };
}
