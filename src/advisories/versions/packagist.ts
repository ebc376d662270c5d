import { compareDigits, type VersionScheme } from "./scheme.ts";

/**
 * Composer's order: what it takes for a version is filled up to four numbers, then PHP's `version_compare` decides: any
 * word < dev < alpha < beta < RC < a number < pl.
 */
export const packagist: VersionScheme = {
  compare: (a, b) => {
    const both = [normalized(a), normalized(b)];
    const left = partsOf(both.includes(undefined) ? a : (both[0] ?? a));
    const right = partsOf(both.includes(undefined) ? b : (both[1] ?? b));
    if (left === undefined || right === undefined) return undefined;
    for (let index = 0; index < Math.min(left.length, right.length); index++) {
      const order = compareParts(left[index] ?? "", right[index] ?? "");
      if (order !== 0) return order;
    }
    if (left.length === right.length) return 0;
    return left.length > right.length ? longer(left.slice(right.length)) : -longer(right.slice(left.length));
  },
};

const STABILITIES: ReadonlyMap<string, string> = new Map([
  ["a", "alpha"],
  ["b", "beta"],
  ["p", "patch"],
  ["pl", "patch"],
  ["rc", "RC"],
]);

const MODIFIER = "[._-]?(?:(stable|beta|b|rc|alpha|a|patch|pl|p)((?:[.-]?\\d+)*)?)?([.-]?dev)?";
const CLASSICAL = new RegExp(`^v?(\\d{1,5})(\\.\\d+)?(\\.\\d+)?(\\.\\d+)?${MODIFIER}$`, "i");

/** As Composer's own parser writes a version (getcomposer.org, "Versions and constraints"); undefined for what it does not take. */
function normalized(text: string): string | undefined {
  const match = CLASSICAL.exec(
    text
      .trim()
      .slice(0, 512)
      .replace(/\+\S*$/, ""),
  );
  if (match === null) return undefined;
  const [, major = "", minor = ".0", patch = ".0", fourth = ".0", word = "", number = "", dev] = match;
  const stability = word.toLowerCase();
  const numbers = `${major}${minor}${patch}${fourth}`;
  const named = stability === "" || stability === "stable" ? "" : `-${STABILITIES.get(stability) ?? stability}`;
  return `${numbers}${named}${named === "" ? "" : number.replace(/^[.-]+/, "")}${dev === undefined ? "" : "-dev"}`;
}

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
function longer([part = "", ...rest]: readonly string[]): number {
  if (/^\d/.test(part)) return 1;
  return rankOf(part) - rankOf("#") || (rest.length > 0 ? longer(rest) : 0);
}
