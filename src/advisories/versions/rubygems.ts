import { compareDigits, type VersionScheme } from "./scheme.ts";

/** RubyGems' order (Gem::Version): numbers before the end of words, words before numbers, `-` begins a pre-release. */
export const rubygems: VersionScheme = {
  compare: (a, b) => {
    const left = segmentsOf(a);
    const right = segmentsOf(b);
    if (left === undefined || right === undefined) return undefined;
    for (let index = 0; index < Math.max(left.length, right.length); index++) {
      const order = compareSegments(left[index] ?? "0", right[index] ?? "0");
      if (order !== 0) return order;
    }
    return 0;
  },
};

/** Trailing zeros count for nothing, in the release and in what follows its first word. */
function segmentsOf(text: string): string[] | undefined {
  const plain = text.trim();
  if (
    plain.length > 512 ||
    !/^[0-9]+(?:\.[0-9A-Za-z]+)*(?:[-.][0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$|^[0-9]+[A-Za-z][0-9A-Za-z.-]*$/.test(plain)
  ) {
    return undefined;
  }
  const parts = plain.replaceAll("-", ".pre.").match(/[0-9]+|[A-Za-z]+/g) ?? [];
  const firstWord = parts.findIndex((part) => /^[A-Za-z]/.test(part));
  const release = firstWord === -1 ? parts : parts.slice(0, firstWord);
  return [...withoutTrailingZeros(release), ...withoutTrailingZeros(firstWord === -1 ? [] : parts.slice(firstWord))];
}

function withoutTrailingZeros(parts: readonly string[]): string[] {
  const last = parts.findLastIndex((part) => !/^0+$/.test(part));
  return parts.slice(0, last + 1);
}

function compareSegments(a: string, b: string): number {
  const leftIsNumber = /^\d/.test(a);
  const rightIsNumber = /^\d/.test(b);
  if (leftIsNumber && rightIsNumber) return compareDigits(a, b);
  if (leftIsNumber !== rightIsNumber) return leftIsNumber ? 1 : -1;
  return a < b ? -1 : a > b ? 1 : 0;
}
