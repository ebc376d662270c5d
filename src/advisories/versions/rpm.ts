import { compareDigits, type VersionScheme } from "./scheme.ts";

/** RPM's order: epoch, version, release, each by `rpmvercmp` (rpm's manual, "Version comparison"). */
export const rpm: VersionScheme = {
  compare: (a, b) => {
    const left = parse(a.trim());
    const right = parse(b.trim());
    if (left === undefined || right === undefined) return undefined;
    return (
      compareDigits(left.epoch, right.epoch) ||
      comparePart(left.version, right.version) ||
      comparePart(left.release, right.release)
    );
  },
};

function parse(text: string): { epoch: string; version: string; release: string } | undefined {
  if (text === "" || text.length > 512 || /\s/.test(text)) return undefined;
  const colon = text.indexOf(":");
  const epoch = colon === -1 ? "0" : text.slice(0, colon) || "0";
  if (!/^\d+$/.test(epoch)) return undefined;
  const rest = text.slice(colon + 1);
  const hyphen = rest.lastIndexOf("-");
  return hyphen === -1
    ? { epoch, version: rest, release: "" }
    : { epoch, version: rest.slice(0, hyphen), release: rest.slice(hyphen + 1) };
}

/** `~` sorts before everything, `^` after the end and before all else; numbers are newer than words. */
function comparePart(a: string, b: string): number {
  const left = a.match(/~|\^|\d+|[A-Za-z]+/g) ?? [];
  const right = b.match(/~|\^|\d+|[A-Za-z]+/g) ?? [];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const order = compareSegments(left[index], right[index]);
    if (order !== 0) return order;
  }
  return 0;
}

function compareSegments(a: string | undefined, b: string | undefined): number {
  if (a === b) return 0;
  const rank = (segment: string | undefined) =>
    segment === "~" ? 0 : segment === undefined ? 1 : segment === "^" ? 2 : /^\d/.test(segment) ? 4 : 3;
  const order = rank(a) - rank(b);
  if (order !== 0 || a === undefined || b === undefined) return order;
  if (/^\d/.test(a)) return compareDigits(a, b);
  return a < b ? -1 : 1;
}
