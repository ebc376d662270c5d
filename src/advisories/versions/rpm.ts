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
      comparePresence(left.release, right.release) ||
      comparePart(left.release ?? "", right.release ?? "")
    );
  },
};

function parse(text: string): { epoch: string; version: string; release: string | undefined } | undefined {
  if (text === "" || text.length > 512 || /\s/.test(text)) return undefined;
  const colon = text.indexOf(":");
  const isEpoch = colon !== -1 && /^\d*$/.test(text.slice(0, colon)); // else the colon is a mark like any other
  const epoch = isEpoch ? text.slice(0, colon) || "0" : "0";
  const rest = isEpoch ? text.slice(colon + 1) : text;
  const hyphen = rest.lastIndexOf("-");
  return hyphen === -1
    ? { epoch, version: rest, release: undefined }
    : { epoch, version: rest.slice(0, hyphen), release: rest.slice(hyphen + 1) };
}

/** A version without a release is older than one with any, even an empty one. */
function comparePresence(a: string | undefined, b: string | undefined): number {
  return Number(a !== undefined) - Number(b !== undefined);
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
