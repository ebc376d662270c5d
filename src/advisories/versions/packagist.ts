import { compareDigits, type VersionScheme } from "./scheme.ts";

/** Composer's order, which is PHP's `version_compare`: any word < dev < alpha < beta < RC < a number < pl. */
export const packagist: VersionScheme = {
  compare: (a, b) => {
    const left = partsOf(a);
    const right = partsOf(b);
    if (left === undefined || right === undefined) return undefined;
    for (let index = 0; index < Math.min(left.length, right.length); index++) {
      const order = compareParts(left[index] ?? "", right[index] ?? "");
      if (order !== 0) return order;
    }
    if (left.length === right.length) return 0;
    return left.length > right.length ? longer(left[right.length] ?? "") : -longer(right[left.length] ?? "");
  },
};

function partsOf(text: string): string[] | undefined {
  const plain = text.trim().replace(/^[vV](?=\d)/, "");
  if (plain === "" || plain.length > 512 || !/^[\w.+~^#-]+$/.test(plain)) return undefined;
  return plain.replace(/[-_+]/g, ".").match(/\d+|[^\d.]+/g) ?? [];
}

/** A word counts by how it begins, in this order and with this case: `patch` and `post` are as `p`. */
const BEGINNINGS = [
  ["dev", 1],
  ["a", 2],
  ["b", 3],
  ["RC", 4],
  ["rc", 4],
  ["#", 5],
  ["p", 6],
] as const;

function rankOf(part: string): number {
  if (/^\d/.test(part)) return 5;
  return BEGINNINGS.find(([beginning]) => part.startsWith(beginning))?.[1] ?? 0;
}

function compareParts(a: string, b: string): number {
  return /^\d/.test(a) && /^\d/.test(b) ? compareDigits(a, b) : rankOf(a) - rankOf(b);
}

/** What stands beyond the end of the other version is newer when it is a number, else as its word says. */
function longer(part: string): number {
  return /^\d/.test(part) ? 1 : rankOf(part) - rankOf("#");
}
