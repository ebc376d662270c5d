import type { FrameName } from "../facts.ts";
import type { Format } from "../file-kinds.ts";
import type { Assignment } from "../frames/assignment.ts";
import { lineEnd, lineStart } from "../frames/byte-text.ts";
import { flatName, type NameKind, wordsOf } from "../frames/secret-names.ts";
import { ofValue, VALUE_FEATURES } from "./value-features.ts";

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
  const values = new Float64Array(FEATURES.length);
  let at = 0;
  for (const value of ofValue(described.assignment.value)) values[at++] = value;
  for (const answers of [ofName(described), ofPlace(described), ofSurroundings(described)])
    for (const answer of answers) values[at++] = Number(answer);
  return values;
}

/** All that the numbers come from, as one text: where it is the same, they are. */
export function outlookOf({ assignment, kind, bytes, format, path }: Described): string {
  const { name, value, nameStart, start, end, quoted, wrapped, frame } = assignment;
  const from = Math.min(lineStart(bytes, nameStart), Math.max(0, start - AROUND));
  const to = Math.max(lineEnd(bytes, end), end + AROUND);
  const written = [
    kind,
    format,
    frame,
    quoted,
    wrapped === true,
    nameStart - from,
    start - from,
    end - from,
    name,
    value,
  ];
  return `${written.join("\u0000")}\u0000${ofPath(path).join()}\u0000${bytes.toString("latin1", from, to)}`;
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

/** All that the scorer asks of a path beside its format. The values of one file follow each other. */
export function ofPath(path: string): readonly boolean[] {
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
