import { compareText } from "../../core/order.ts";
import type { Ownership } from "../assembly/ownership.ts";
import type { ClaimedFilesFact, PackageFact, ProgramFact, UnclaimedProgramsFact } from "../facts.ts";
import { homeOf, parentOf } from "./homes.ts";

const SHOWN = 10;

/**
 * The programs that no package brought and whose content nothing tells: no distribution's database names them, they lie
 * in no package's folder, and no reader knew them by what is inside. Somebody put them there by hand.
 */
export function unclaimedPrograms(
  programs: readonly ProgramFact[],
  packages: readonly PackageFact[],
  lists: readonly ClaimedFilesFact[],
  ownership: Ownership,
): UnclaimedProgramsFact {
  const known = new Set(lists.flatMap(({ paths }) => paths));
  const homes = new Set<string>();
  for (const fact of packages) {
    if (fact.relation !== "installed" || fact.identity.by === "distribution") continue;
    known.add(fact.at.path ?? "");
    const home = homeOf(fact);
    if (home !== undefined && home !== "") homes.add(home);
  }
  const unclaimed = programs.filter(
    (program) =>
      !known.has(program.at.path ?? "") &&
      !liesIn(homes, program.at.path ?? "") &&
      ownership.ownerOf(program) === undefined,
  );
  const largest = unclaimed
    .toSorted((a, b) => b.bytes - a.bytes || compareText(a.at.path ?? "", b.at.path ?? ""))
    .slice(0, SHOWN);
  return {
    kind: "unclaimed-programs",
    at: largest[0]?.at ?? {},
    programs: programs.length,
    unclaimed: unclaimed.length,
    bytes: unclaimed.reduce((sum, { bytes }) => sum + bytes, 0),
    largest,
  };
}

function liesIn(homes: ReadonlySet<string>, path: string): boolean {
  for (let folder = parentOf(path); folder !== ""; folder = parentOf(folder)) if (homes.has(folder)) return true;
  return false;
}
