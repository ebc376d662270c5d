import { compareDigits, type VersionScheme } from "./scheme.ts";

interface Semver {
  readonly release: readonly string[];
  readonly pre: readonly string[];
}

/**
 * Semantic versions as npm, Cargo and Go write them (semver.org 2.0.0, section 11). More lenient than the text: a
 * leading `v`, and fewer or more than three numbers. Build metadata, Go's `+incompatible` among it, does not count.
 */
export const semver: VersionScheme = {
  compare: (a, b) => {
    const left = parse(a);
    const right = parse(b);
    return left === undefined || right === undefined ? undefined : compareParsed(left, right);
  },
};

function parse(text: string): Semver | undefined {
  const match = /^[vV=]?\s*(\d+(?:\.\d+)*)(?:-?([0-9A-Za-z-][0-9A-Za-z.-]*))?(?:\+[0-9A-Za-z.~_-]*)?$/.exec(
    text.trim(),
  );
  if (match === null || text.length > 512) return undefined;
  return { release: (match[1] ?? "").split("."), pre: match[2] === undefined ? [] : match[2].split(".") };
}

function compareParsed(a: Semver, b: Semver): number {
  for (let index = 0; index < Math.max(a.release.length, b.release.length); index++) {
    const order = compareDigits(a.release[index] ?? "0", b.release[index] ?? "0");
    if (order !== 0) return order;
  }
  if (a.pre.length === 0 || b.pre.length === 0) return b.pre.length - a.pre.length;
  return compareLists(a.pre, b.pre);
}

/** Identifier by identifier; of two that begin alike the shorter stands first. */
export function compareLists(a: readonly string[], b: readonly string[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const left = a[index];
    const right = b[index];
    if (left === undefined || right === undefined) return left === undefined ? -1 : 1;
    const order = compareIdentifiers(left, right);
    if (order !== 0) return order;
  }
  return 0;
}

/** Numbers before words; numbers by value, words by code unit. */
function compareIdentifiers(a: string, b: string): number {
  const leftIsNumber = /^\d+$/.test(a);
  const rightIsNumber = /^\d+$/.test(b);
  if (leftIsNumber && rightIsNumber) return compareDigits(a, b);
  if (leftIsNumber !== rightIsNumber) return leftIsNumber ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}
