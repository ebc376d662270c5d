import type { Severity } from "../../core/severity.ts";
import type { State } from "../state.ts";
import type { Affected, AffectedPart, Bound } from "../store/affected.ts";
import type { VersionScheme } from "../versions/index.ts";
import { inOrder, openingOf } from "../versions/range.ts";

/** What a record says of one version: hit with the words that matched, clear, or not to be judged. */
export type Match =
  | {
      readonly kind: "affected";
      readonly because: string;
      readonly fixedIn: string | undefined;
      readonly state: State;
      readonly note: string;
      readonly severity?: Severity;
      /** Of a Go module: where in it the hole lies. */
      readonly imports?: AffectedPart["imports"];
    }
  | { readonly kind: "clear" }
  /** The distributor says that this package does not have the hole. */
  | { readonly kind: "not-affected"; readonly note: string }
  | { readonly kind: "unjudged"; readonly reason: "version" | "commits" };

/** A version is affected when it is listed, or lies in a range (OSV schema, "evaluation"). */
export function judgeVersion(affected: Affected, version: string, scheme: VersionScheme): Match {
  let last: Match = { kind: "clear" };
  for (const part of affected) {
    const match = judgePart(part, version, scheme);
    if (match.kind === "affected") return match;
    if (match.kind !== "clear") last = match;
  }
  return last;
}

function judgePart(part: AffectedPart, version: string, scheme: VersionScheme): Match {
  const { ranges, versions, state, note = "", severity, onlyCommits, imports } = part;
  if (onlyCommits === true) return { kind: "unjudged", reason: "commits" };
  if (state === "not-affected") return { kind: "not-affected", note };
  const hit = hitIn(part, version, scheme);
  if (hit === undefined)
    return ranges.some((range) => openingOf(range, version, scheme) === undefined)
      ? { kind: "unjudged", reason: "version" }
      : { kind: "clear" };
  const fixedIn = fixAbove(hit.range === undefined ? ranges : [hit.range], version, scheme);
  const own = versions.includes(version) && hit.range === undefined;
  return {
    kind: "affected",
    because: own ? hit.because : `${hit.because}${endOf(hit.range ?? [], fixedIn, scheme)}`,
    fixedIn,
    state: state ?? (fixedIn === undefined ? "affected-no-fix" : "affected-fixed"),
    note,
    ...(severity !== undefined && { severity }),
    ...(imports !== undefined && { imports }),
  };
}

interface Hit {
  readonly because: string;
  readonly range?: readonly Bound[];
}

function hitIn({ ranges, versions }: AffectedPart, version: string, scheme: VersionScheme): Hit | undefined {
  for (const range of ranges) {
    const opened = openingOf(range, version, scheme);
    if (opened) return { because: `${version} lies in the range from ${opened}`, range };
  }
  if (versions.includes(version)) return { because: `${version} is listed as affected` };
  for (const range of ranges) {
    const release = preReleaseOfBound(range, version, scheme);
    if (release !== undefined) return { because: `${version} leads up to ${release}, where the range begins`, range };
  }
  return undefined;
}

/**
 * Whoever wrote `introduced: 1.2.0` seldom looked at 1.2.0-beta.1, which mostly has the hole, too. Only where the bound
 * is a release: one that names a pre-release was written with them in mind.
 */
function preReleaseOfBound(range: readonly Bound[], version: string, scheme: VersionScheme): string | undefined {
  const release = scheme.releaseOf?.(version);
  if (release === undefined) return undefined;
  return range.find(({ type, at }) => type === "introduced" && at !== "0" && scheme.compare(at, release) === 0)?.at;
}

function endOf(range: readonly Bound[], fixedIn: string | undefined, scheme: VersionScheme): string {
  if (fixedIn !== undefined) return `, before ${fixedIn}`;
  const last = inOrder(range, scheme).find(({ type }) => type === "last_affected")?.at;
  return last !== undefined ? `, up to ${last}` : ", with no fix named";
}

/** The nearest version that is fixed and newer. */
function fixAbove(ranges: readonly (readonly Bound[])[], version: string, scheme: VersionScheme): string | undefined {
  const fixes = ranges.flatMap((range) => range.flatMap(({ type, at }) => (type === "fixed" ? [at] : [])));
  const newer = fixes.filter((fixed) => (scheme.compare(fixed, version) ?? 0) > 0);
  return newer.sort((a, b) => scheme.compare(a, b) ?? 0)[0];
}
