import { compareDigits, type VersionScheme } from "./scheme.ts";

/** A token of a version and the separator before it: a change between digits and letters counts as a hyphen. */
interface Token {
  readonly separator: "." | "-";
  readonly text: string;
}

/** Maven's order (POM reference, "Version Order Specification"). Every text is a version. */
export const maven: VersionScheme = {
  compare: (a, b) => {
    if (a.length > 512 || b.length > 512) return undefined;
    const left = trim(tokensOf(a));
    const right = trim(tokensOf(b));
    for (let index = 0; index < Math.max(left.length, right.length); index++) {
      const order = compareTokens(left[index] ?? nothing(right[index]), right[index] ?? nothing(left[index]));
      if (order !== 0) return order;
    }
    return 0;
  },
};

const SHORT = new Map([
  ["a", "alpha"],
  ["b", "beta"],
  ["m", "milestone"],
]);
const SAME = new Map([
  ["ga", ""],
  ["final", ""],
  ["release", ""],
  ["cr", "rc"],
]);
const QUALIFIERS = ["alpha", "beta", "milestone", "rc", "snapshot", "", "sp"];

function tokensOf(version: string): Token[] {
  const tokens: Token[] = [];
  let separator: Token["separator"] = "-";
  let text = "";
  const push = (next: Token["separator"], followedByDigit: boolean) => {
    tokens.push({ separator, text: normal(text, followedByDigit) });
    separator = next;
    text = "";
  };
  for (const character of version.trim().toLowerCase()) {
    if (character === "." || character === "-") push(character, false);
    else {
      const last = text.at(-1);
      if (last !== undefined && isDigit(last) !== isDigit(character)) push("-", isDigit(character));
      text += character;
    }
  }
  push(".", false);
  return tokens;
}

function normal(text: string, followedByDigit: boolean): string {
  if (text === "") return "0";
  if (isDigit(text)) return text.replace(/^0+(?=\d)/, "");
  return (followedByDigit ? SHORT.get(text) : undefined) ?? SAME.get(text) ?? text;
}

function isDigit(text: string): boolean {
  const code = text.charCodeAt(0);
  return code >= 48 && code <= 57;
}

/** Takes away what means nothing, from the end and before each hyphen; before a word also other words. */
function trim(tokens: readonly Token[]): Token[] {
  const kept: Token[] = [];
  for (let end = tokens.length - 1; end >= 0; end--) {
    const token = tokens[end];
    if (token === undefined) continue;
    const [next] = kept;
    const closes = next === undefined || next.separator === "-" || (token.text === "" && !isDigit(next.text));
    const meansNothing = token.text === "0" || token.text === "";
    if (!(closes && meansNothing && end > 0)) kept.unshift(token);
  }
  return kept;
}

/** What the shorter version is filled up with. */
function nothing(other: Token | undefined): Token {
  return other?.separator === "."
    ? { separator: ".", text: isDigit(other.text) ? "0" : "" }
    : { separator: "-", text: other !== undefined && isDigit(other.text) ? "0" : "" };
}

function compareTokens(a: Token, b: Token): number {
  const order = rankOf(a) - rankOf(b);
  if (order !== 0) {
    const word = !isDigit(a.text) ? a : !isDigit(b.text) ? b : undefined;
    return word === undefined || isDigit(a.text) === isDigit(b.text) ? order : word === a ? -1 : 1;
  }
  if (isDigit(a.text)) return compareDigits(a.text, b.text);
  if (a.separator !== b.separator && a.text !== "" && b.text !== "") return a.separator === "." ? -1 : 1;
  return compareQualifiers(a.text, b.text);
}

/** Words, then numbers after a hyphen, then numbers after a dot. */
function rankOf({ separator, text }: Token): number {
  return isDigit(text) ? (separator === "-" ? 1 : 2) : 0;
}

function compareQualifiers(a: string, b: string): number {
  const left = QUALIFIERS.indexOf(a);
  const right = QUALIFIERS.indexOf(b);
  if (left !== -1 && right !== -1) return left - right;
  if (left === -1 && right === -1) return a < b ? -1 : a > b ? 1 : 0;
  return left === -1 ? 1 : -1;
}
