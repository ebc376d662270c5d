import type { OsvRange } from "../osv/schema.ts";
import type { Affected } from "../store/read.ts";
import type { VersionScheme } from "../versions/index.ts";

/** What a record says of one version: hit with the words that matched, clear, or not to be judged. */
export type Match =
  | { readonly kind: "affected"; readonly because: string; readonly fixedIn: string | undefined }
  | { readonly kind: "clear" }
  | { readonly kind: "unjudged" };

/** A version is affected when it is listed, or lies in a range (OSV schema, "evaluation"). */
export function judgeVersion(affected: Affected, version: string, scheme: VersionScheme): Match {
  let unjudged = false;
  for (const { ranges, versions } of affected) {
    for (const range of ranges ?? []) {
      const match = judgeRange(range, version, scheme);
      if (match.kind === "affected") return match;
      if (match.kind === "unjudged") unjudged = true;
    }
    if (versions?.includes(version)) {
      return {
        kind: "affected",
        because: `${version} is listed as affected`,
        fixedIn: fixAbove(ranges ?? [], version, scheme),
      };
    }
  }
  return unjudged ? { kind: "unjudged" } : { kind: "clear" };
}

/** Walks the events in order of version; each `introduced` opens, each `fixed` or passed `last_affected` closes. */
function judgeRange(range: OsvRange, version: string, scheme: VersionScheme): Match {
  let opened: string | undefined;
  for (const event of inOrder(range, scheme)) {
    const order = compareBound(event.at, version, scheme);
    if (order === undefined) return { kind: "unjudged" };
    if (event.type === "introduced" && order <= 0) opened = event.at;
    if (event.type === "fixed" && order <= 0) opened = undefined;
    if (event.type === "last_affected" && order < 0) opened = undefined;
  }
  if (opened === undefined) return { kind: "clear" };
  const fixedIn = fixAbove([range], version, scheme);
  const last = inOrder(range, scheme).find((event) => event.type === "last_affected")?.at;
  const until =
    fixedIn !== undefined ? `, before ${fixedIn}` : last !== undefined ? `, up to ${last}` : ", with no fix named";
  return { kind: "affected", because: `${version} lies in the range from ${opened}${until}`, fixedIn };
}

interface Bound {
  readonly type: "introduced" | "fixed" | "last_affected";
  readonly at: string;
}

function inOrder({ events }: OsvRange, scheme: VersionScheme): Bound[] {
  const bounds = events.flatMap(({ introduced, fixed, last_affected }): Bound[] => [
    ...(introduced === undefined ? [] : [{ type: "introduced" as const, at: introduced }]),
    ...(fixed === undefined ? [] : [{ type: "fixed" as const, at: fixed }]),
    ...(last_affected === undefined ? [] : [{ type: "last_affected" as const, at: last_affected }]),
  ]);
  return bounds.sort((a, b) => compareBound(a.at, b.at, scheme) ?? 0);
}

/** `0` stands for the beginning of all versions. */
function compareBound(bound: string, version: string, scheme: VersionScheme): number | undefined {
  if (bound === "0") return version === "0" ? 0 : -1;
  if (version === "0") return 1;
  return scheme.compare(bound, version);
}

/** The nearest version that is fixed and newer. */
function fixAbove(ranges: readonly OsvRange[], version: string, scheme: VersionScheme): string | undefined {
  const fixes = ranges.flatMap(({ events }) => events.flatMap(({ fixed }) => fixed ?? []));
  const newer = fixes.filter((fixed) => (scheme.compare(fixed, version) ?? 0) > 0);
  return newer.sort((a, b) => scheme.compare(a, b) ?? 0)[0];
}
