import type { FrameName } from "../facts.ts";
import type { Format } from "../file-kinds.ts";
import type { Assignment } from "../frames/assignment.ts";
import { lineEnd, lineStart } from "../frames/byte-text.ts";
import { flatName, type NameKind, wordsOf } from "../frames/secret-names.ts";
import { hasSequence, holdsPlaceholder, isMonotonous, isPlaceholderWord } from "../rejections.ts";
import { entropy, wordShare } from "./statistics.ts";

/** A value with all that the scorer may know of it. */
export interface Described {
  readonly assignment: Assignment;
  readonly kind: NameKind;
  readonly bytes: Buffer;
  readonly format: Format;
  readonly path: string;
}

/** One number per feature, in the order of `FEATURES`. */
export function featuresOf(described: Described): Float64Array {
  const values = [
    ...ofValue(described.assignment.value),
    ...ofName(described),
    ...ofPlace(described),
    ...ofSurroundings(described),
  ];
  return Float64Array.from(values, Number);
}

const VALUE_FEATURES = [
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

function ofValue(value: string): (number | boolean)[] {
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

const LAST_WORDS = [
  "password",
  "passwd",
  "pwd",
  "pass",
  "secret",
  "token",
  "key",
  "auth",
  "salt",
  "credential",
] as const;
const NAME_WORDS = [
  "api",
  "access",
  "client",
  "private",
  "public",
  "user",
  "test",
  "old",
  "new",
  "id",
  "hash",
] as const;

const NAME_FEATURES = [
  "named a password",
  "perhaps not named",
  "length of the name",
  "words of the name",
  ...LAST_WORDS.map((word) => `name ends in ${word}`),
  ...NAME_WORDS.map((word) => `name holds ${word}`),
  "name in capitals",
  "name in the value",
  "value in the name",
] as const;

function ofName({ assignment: { name, value }, kind }: Described): (number | boolean)[] {
  const words = wordsOf(name);
  const last = words.at(-1) ?? "";
  const [flat, flatValue] = [flatName(name), flatName(value)];
  return [
    kind === "password",
    kind === "perhaps a key",
    name.length,
    words.length,
    ...LAST_WORDS.map((word) => last.endsWith(word)),
    ...NAME_WORDS.map((word) => words.includes(word)),
    name === name.toUpperCase(),
    flat.length > 0 && flatValue.includes(flat),
    flatValue.length > 0 && flat.includes(flatValue),
  ];
}

const FRAMES: readonly FrameName[] = [
  "assignment",
  "call",
  "element",
  "flag",
  "entry",
  "query",
  "pair",
  "comparison",
  "user-info",
];
const FORMATS: readonly Format[] = [
  "code",
  "shell",
  "env",
  "properties",
  "yaml",
  "json",
  "toml",
  "xml",
  "dockerfile",
  "terraform",
  "prose",
  "data",
  "plain",
];
/** Where code of others lies beside one's own. */
export const OTHERS_CODE = /vendor|third_party|node_modules|(?:site|dist)-packages|\.min\.|dist\//i;

const PATHS = [
  /test|spec/i,
  /example|sample|demo|fixture|mock|replay|cassette/i,
  /(?:^|\/)docs?\/|\.(?:md|rst|adoc)$|readme/i,
  /i18n|locale|lang|translat|messages/i,
  OTHERS_CODE,
  /conf|setting|\.env|deploy|docker|compose/i,
] as const;

const PLACE_FEATURES = [
  "quoted",
  "in a call that makes it",
  ...FRAMES.map((frame) => `frame ${frame}`),
  ...FORMATS.map((format) => `format ${format}`),
  "path of a test",
  "path of an example",
  "path of a document",
  "path of a translation",
  "path of somebody else's code",
  "path of a configuration",
] as const;

function ofPlace({ assignment: { quoted, wrapped, frame }, format, path }: Described): (number | boolean)[] {
  return [
    quoted,
    wrapped === true,
    ...FRAMES.map((one) => frame === one),
    ...FORMATS.map((one) => format === one),
    ...ofPath(path),
  ];
}

let lastPath: { readonly path: string; readonly answers: readonly boolean[] } = { path: "", answers: [] };

/** The values of one file follow each other. */
function ofPath(path: string): readonly boolean[] {
  if (lastPath.path !== path || lastPath.answers.length === 0)
    lastPath = { path, answers: PATHS.map((pattern) => pattern.test(path)) };
  return lastPath.answers;
}

const AROUND = 200;

const SURROUNDING_FEATURES = [
  "length of the line",
  "in a comment",
  "goes on behind the value",
  "a user beside it",
  "a host beside it",
  "a comparison or a check beside it",
  "at this machine",
  "at a host that is filled in",
] as const;

function ofSurroundings({ assignment: { nameStart, start, end, frame }, bytes }: Described): (number | boolean)[] {
  const from = lineStart(bytes, nameStart);
  const to = lineEnd(bytes, end);
  const head = bytes.toString("latin1", from, nameStart);
  const around = `${bytes.toString("latin1", Math.max(0, start - AROUND), nameStart)} ${bytes.toString("latin1", end, end + AROUND)}`;
  const behind = bytes.toString("latin1", end + 1, end + 5).trimStart();
  return [
    to - from,
    /^\s{0,80}(?:#|\/\/|\*|--|;|<!--)/.test(head.slice(0, 100)),
    /^[+.%([]/.test(behind),
    /user|login|account|email/i.test(around),
    /host|port|server|database|jdbc|url|endpoint/i.test(around),
    /assert|expect|should|equal|valid|error|throw|raise/i.test(around),
    frame === "user-info" &&
      /^@(?:localhost|127\.|0\.0\.0\.0|host\b|example)/.test(bytes.toString("latin1", end, end + 12)),
    frame === "user-info" && /^@[%${]/.test(bytes.toString("latin1", end, end + 2)),
  ];
}

/** What the numbers mean, in their order. A model names those that it was trained on. */
export const FEATURES: readonly string[] = [
  ...VALUE_FEATURES,
  ...NAME_FEATURES,
  ...PLACE_FEATURES,
  ...SURROUNDING_FEATURES,
];
