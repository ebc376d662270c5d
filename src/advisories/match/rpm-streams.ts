import type { Affected, AffectedPart, Bound } from "../store/affected.ts";
import { rpm } from "../versions/rpm.ts";

/**
 * Of what a record says of a package, what concerns the stream that the installed version comes from. Enterprise Linux
 * mends one hole several times: in a module's stream and beside it (`.module+el8`), and in the update streams of minor
 * releases that are supported longer (`el9_2`). A version of one stream is not judged by the fix of another.
 */
export function ofSameStream(affected: Affected, version: string): Affected {
  const parts = affected.flatMap((part) => {
    const kept = part.ranges.filter((range) => isOfSameKind(range, version));
    return kept.length === part.ranges.length ? [part] : kept.length === 0 ? [] : [{ ...part, ranges: kept }];
  });
  const nearest = moduleOf(version) ? ofNearestModule(parts, version) : parts;
  const minor = minorOf(version);
  const own = minor === undefined ? [] : nearest.filter((part) => fixesOf(part).some((fix) => minorOf(fix) === minor));
  return own.length > 0 ? own : nearest;
}

/** Whether a fix that is part of `affected` has reached this version in the stream of its own minor release. */
export function isMendedInStream(affected: Affected, version: string): boolean {
  const minor = minorOf(version);
  if (minor === undefined) return false;
  const fixes = affected
    .flatMap(fixesOf)
    .filter((fix) => minorOf(fix) === minor && moduleOf(fix) === moduleOf(version));
  return fixes.some((fix) => (rpm.compare(fix, version) ?? 1) <= 0);
}

function isOfSameKind(range: readonly Bound[], version: string): boolean {
  const fixes = range.filter(({ type }) => type === "fixed");
  return fixes.length === 0 || fixes.some(({ at }) => moduleOf(at) === moduleOf(version));
}

/** Streams of one module differ in their leading numbers: 18 and 20, 8.0 and 8.2. */
function ofNearestModule(parts: readonly AffectedPart[], version: string): readonly AffectedPart[] {
  const likeness = (part: AffectedPart) => Math.max(0, ...fixesOf(part).map((fix) => sharedNumbers(fix, version)));
  const best = Math.max(0, ...parts.map(likeness));
  return parts.filter((part) => fixesOf(part).length === 0 || likeness(part) === best);
}

function sharedNumbers(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.replace(/^\d+:/, "").split(/[.-]/));
  const end = (left ?? []).findIndex((number, at) => number !== right?.[at]);
  return end === -1 ? (left ?? []).length : end;
}

function fixesOf({ ranges }: AffectedPart): string[] {
  return ranges.flatMap((range) => range.flatMap(({ type, at }) => (type === "fixed" ? [at] : [])));
}

function moduleOf(version: string): boolean {
  return /\.module[+_]/.test(version);
}

/** `el9_2` of a version that was made for the stream of one minor release. */
function minorOf(version: string): string | undefined {
  return /[.+](el\d+_\d+)/.exec(version)?.[1];
}
