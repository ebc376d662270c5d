import { compareDigits, type VersionScheme } from "./scheme.ts";

/** Debian's order: epoch, upstream version, revision (Debian Policy 5.6.12; deb-version(7)). */
export const deb: VersionScheme = {
  compare: (a, b) => {
    const left = parse(a.trim());
    const right = parse(b.trim());
    if (left === undefined || right === undefined) return undefined;
    return (
      compareDigits(left.epoch, right.epoch) ||
      comparePart(left.upstream, right.upstream) ||
      comparePart(left.revision, right.revision)
    );
  },
};

function parse(text: string): { epoch: string; upstream: string; revision: string } | undefined {
  if (text === "" || text.length > 512 || /[^A-Za-z0-9.+~:_-]/.test(text)) return undefined;
  const colon = text.indexOf(":");
  const epoch = colon === -1 ? "0" : text.slice(0, colon);
  if (!/^\d+$/.test(epoch)) return undefined;
  const rest = text.slice(colon + 1);
  const hyphen = rest.lastIndexOf("-");
  return hyphen === -1
    ? { epoch, upstream: rest, revision: "0" }
    : { epoch, upstream: rest.slice(0, hyphen), revision: rest.slice(hyphen + 1) };
}

/** Runs of non-digits and of digits in turn; `~` sorts before the end, the end before letters, letters before signs. */
function comparePart(a: string, b: string): number {
  let left = 0;
  let right = 0;
  while (left < a.length || right < b.length) {
    while ((left < a.length && !isDigit(a, left)) || (right < b.length && !isDigit(b, right))) {
      const order = weight(a, left) - weight(b, right);
      if (order !== 0) return order;
      left++;
      right++;
    }
    const leftEnd = endOfDigits(a, left);
    const rightEnd = endOfDigits(b, right);
    const order = compareDigits(a.slice(left, leftEnd), b.slice(right, rightEnd));
    if (order !== 0) return order;
    left = leftEnd;
    right = rightEnd;
  }
  return 0;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}

function endOfDigits(text: string, start: number): number {
  let end = start;
  while (end < text.length && isDigit(text, end)) end++;
  return end;
}

/** A digit or the end weighs nothing. */
function weight(text: string, at: number): number {
  if (at >= text.length || isDigit(text, at)) return 0;
  const character = text.charAt(at);
  if (character === "~") return -1;
  return /[A-Za-z]/.test(character) ? character.charCodeAt(0) : character.charCodeAt(0) + 256;
}
