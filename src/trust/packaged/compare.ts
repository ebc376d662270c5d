import { compareText } from "../../core/order.ts";
import { subject } from "../../core/subject.ts";
import type { ChangedPackage, Diversions, FileHash, PackagedHashes } from "../facts.ts";
import { withoutUsr } from "./readers.ts";

export interface Compared {
  readonly facts: readonly ChangedPackage[];
  /** Programs that a package vouches for and whose hash was compared. */
  readonly compared: number;
}

/** Holds the programs that are visible in the end against what their packages brought. */
export function comparePackaged(
  lists: readonly PackagedHashes[],
  hashes: readonly FileHash[],
  diverted: readonly Diversions[],
): Compared {
  const elsewhere = new Set(diverted.filter(isVisible).flatMap(({ paths }) => paths));
  const found = new Map(hashes.filter(isVisible).map((fact) => [withoutUsr(fact.at.path ?? ""), fact]));
  const facts: ChangedPackage[] = [];
  let total = 0;
  for (const list of lists.filter(isVisible)) {
    const vouched = list.files.flatMap(([path, md5]) => {
      const file = elsewhere.has(path) ? undefined : found.get(path);
      return file === undefined ? [] : [{ file, same: file.md5 === md5 }];
    });
    total += vouched.length;
    const changed = vouched.filter(({ same }) => !same).map(({ file }) => file);
    const [first] = changed;
    if (first === undefined) continue;
    facts.push({
      kind: "changed-package",
      at: first.at,
      subject: subject("file", first.at.path ?? ""),
      package: list.package,
      changed: changed.map(({ at }) => at.path ?? "").sort(compareText),
      compared: vouched.length,
    });
  }
  return { facts, compared: total };
}

function isVisible({ visible }: { readonly visible?: boolean }): boolean {
  return visible !== false;
}
