/** A key of RFC 7517 whose private or secret part stands in the text. */
export interface JsonWebKey {
  readonly type: "RSA" | "EC" | "OKP" | "oct";
  readonly value: string;
  /** Byte offsets of the part that is secret. */
  readonly start: number;
  readonly end: number;
}

const BACK = 3 * 1024;
const FORWARD = 3 * 1024;
const TYPE = /^kty\\?["']?\s{0,4}[:=]\s{0,4}\\?["'](RSA|EC|OKP|oct)\\?["']/;
const OPEN = 0x7b;
const CLOSE = 0x7d;

/** Reads the key around the member `kty` at `at`, in JSON or in a literal of a script. No braces stand within such a key. */
export function readJsonWebKey(bytes: Buffer, at: number): JsonWebKey | undefined {
  const type = TYPE.exec(bytes.toString("latin1", at, at + 40))?.[1] as JsonWebKey["type"] | undefined;
  if (type === undefined) return undefined;
  let from = at;
  while (from > 0 && at - from < BACK && bytes[from - 1] !== OPEN && bytes[from - 1] !== CLOSE) from--;
  let to = at;
  const most = Math.min(bytes.length, at + FORWARD);
  while (to < most && bytes[to] !== CLOSE && bytes[to] !== OPEN) to++;
  const text = bytes.toString("latin1", from, to);
  const member = type === "oct" ? SECRET : PRIVATE;
  const match = member.exec(text);
  const value = match?.[1];
  if (match === null || value === undefined) return undefined;
  const start = from + match.index + match[0].length - value.length;
  return { type, value, start, end: start + value.length };
}

const PRIVATE = /(?:^|[\s,{"'\\])d\\?["']?\s{0,4}[:=]\s{0,4}\\?["']([\w-]{20,2000})/;
const SECRET = /(?:^|[\s,{"'\\])k\\?["']?\s{0,4}[:=]\s{0,4}\\?["']([\w-]{16,2000})/;
