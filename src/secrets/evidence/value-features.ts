import { hasSequence, holdsPlaceholder, isMonotonous, isPlaceholderWord } from "../rejections.ts";
import { entropy, wordShare } from "./statistics.ts";

/** How a value is written: what the scorer sees of the value alone. */
export const VALUE_FEATURES = [
  "length",
  "entropy",
  "digits",
  "capitals",
  "small letters",
  "signs",
  "kinds of characters",
  "changes of kind",
  "distinct characters",
  "words",
  "longest run of letters",
  "blanks",
  "characters beyond ASCII",
  "is hexadecimal",
  "is base64",
  "is a UUID",
  "is a number",
  "is a placeholder word",
  "holds a placeholder",
  "says password",
  "says key, token or secret",
  "is written like a variable",
  "is written like a constant",
  "is written like a property",
  "begins like a sentence",
  "ends like a sentence",
  "brackets",
  "slashes",
  "is repetitive",
  "is counted",
  "is a hash of a password",
] as const;

/** One answer for each of `VALUE_FEATURES`. Versions of a text hold the same values. */
export function ofValue(value: string): Float64Array {
  let known = KNOWN.get(value);
  if (known === undefined) {
    if (KNOWN.size >= MOST_KNOWN) KNOWN.clear();
    KNOWN.set(value, (known = Float64Array.from(answersOf(value), Number)));
  }
  return known;
}

const KNOWN = new Map<string, Float64Array>();
const MOST_KNOWN = 4096;

function answersOf(value: string): (number | boolean)[] {
  const { length } = value;
  const shares = sharesOf(value);
  return [
    length,
    entropy(value),
    shares.digits / length,
    shares.capitals / length,
    shares.small / length,
    shares.signs / length,
    [shares.digits, shares.capitals, shares.small, shares.signs].filter((count) => count > 0).length,
    shares.changes / length,
    new Set(value).size / length,
    wordShare(value),
    shares.longestRun,
    shares.blanks,
    shares.foreign / length,
    /^(?:0x)?[\da-f]+$/i.test(value),
    length % 4 === 0 && /^[A-Za-z\d+/]{8,}={0,2}$/.test(value),
    /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i.test(value),
    shares.digits === length,
    isPlaceholderWord(value),
    holdsPlaceholder(value),
    /pass|pwd/i.test(value),
    /secret|token|key|auth|cred/i.test(value),
    /^[a-z]+\d*(?:[A-Z][a-z\d]*)+$/.test(value),
    /^[A-Za-z]+(?:_[A-Za-z\d]+)+$|^[A-Z][A-Z_\d]{3,}$/.test(value),
    /^[A-Za-z_]\w*(?:[.:/-]{1,2}[A-Za-z_]\w*)+$/.test(value),
    /^[A-Z][a-z]+(?: |$)/.test(value),
    /[.!?:,]$/.test(value),
    /[<>{}[\]()]/.test(value),
    shares.slashes,
    isMonotonous(value),
    hasSequence(value.toLowerCase()),
    /^(?:sha\d{1,3}|md5)[-:]|^\$(?:2[abxy]|1|5|6|y|argon2\w*|apr1|pbkdf2\S*)\$|^\{(?:SSHA|SHA|MD5|CRYPT)/i.test(value),
  ];
}

interface Shares {
  digits: number;
  capitals: number;
  small: number;
  signs: number;
  changes: number;
  longestRun: number;
  blanks: number;
  foreign: number;
  slashes: number;
}

function sharesOf(value: string): Shares {
  const shares: Shares = {
    digits: 0,
    capitals: 0,
    small: 0,
    signs: 0,
    changes: 0,
    longestRun: 0,
    blanks: 0,
    foreign: 0,
    slashes: 0,
  };
  let before = "";
  let run = 0;
  for (let at = 0; at < value.length; at++) {
    const kind = kindOf(value.charCodeAt(at));
    shares[kind]++;
    if (kind !== before && at > 0) shares.changes++;
    before = kind;
    run = kind === "small" || kind === "capitals" ? run + 1 : 0;
    shares.longestRun = Math.max(shares.longestRun, run);
    const code = value.charCodeAt(at);
    if (code === 0x20) shares.blanks++;
    if (code > 0x7e) shares.foreign++;
    if (code === 0x2f) shares.slashes++;
  }
  return shares;
}

function kindOf(code: number): "digits" | "capitals" | "small" | "signs" {
  if (code >= 0x30 && code <= 0x39) return "digits";
  if (code >= 0x41 && code <= 0x5a) return "capitals";
  return code >= 0x61 && code <= 0x7a ? "small" : "signs";
}
