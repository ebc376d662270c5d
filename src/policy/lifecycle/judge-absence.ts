import { compareScanners, type PastLook } from "./look.ts";

/** Why a finding counts as closed. Only the first two are mending; the third is somebody's change of mind elsewhere. */
export type Closing = "upgraded" | "removed" | "advisory-changed";

/** Why a look that does not name a finding proves nothing about it. */
export type Silence = "coverage-lost" | "older-scanner" | "older-advisories" | "no-bill";

/** What a later look that does not name a finding says of it. */
export type Absence =
  | { readonly kind: "closed"; readonly reason: Closing }
  | { readonly kind: "silent"; readonly reason: Silence };

/** As much of a finding as its end depends on. */
export interface Subject {
  readonly room: string;
  /** The package URL that it is about, where it is about one. */
  readonly purl: string | null;
}

/**
 * Whether a finding that `found` named last is closed by `later`, which does not name it. A scanner that stopped saying
 * something proves nothing: it must have looked at all of what the finding depends on, be no older, know no less, and
 * for a component its bill must show that another version is there, or none.
 */
export function judgeAbsence({ room, purl }: Subject, found: PastLook, later: PastLook): Absence {
  const needed = purl === null ? [room] : [room, "inventory"];
  if (needed.some((one) => later.rooms.get(one) !== "complete")) return silent("coverage-lost");
  if (compareScanners(later.version, found.version) < 0) return silent("older-scanner");
  if (purl === null) return closed("removed");
  if (later.purls === null) return silent("no-bill");
  if (!later.purls.has(purl)) return closed(hasOtherVersion(later.purls, purl) ? "upgraded" : "removed");
  if (room !== "advisories") return closed("removed");
  if ((later.advisoriesAt ?? "") < (found.advisoriesAt ?? "")) return silent("older-advisories");
  return closed("advisory-changed");
}

/** A package URL without its version, up to the `@`, and what may follow it there. */
function hasOtherVersion(purls: ReadonlySet<string>, purl: string): boolean {
  const stem = stemOf(purl);
  for (const one of purls) if (stemOf(one) === stem) return true;
  return false;
}

export function stemOf(purl: string): string {
  return /^[^@?#]+/.exec(purl)?.[0] ?? purl;
}

function silent(reason: Silence): Absence {
  return { kind: "silent", reason };
}

function closed(reason: Closing): Absence {
  return { kind: "closed", reason };
}
