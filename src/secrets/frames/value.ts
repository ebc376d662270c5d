import type { Format } from "../file-kinds.ts";
import type { Assignment } from "./assignment.ts";
import { isAlphanumeric, isBlank, isQuote, NEWLINE } from "./byte-text.ts";
import type { Operator } from "./operator.ts";

/** A longer one is no password. */
const LONGEST_VALUE = 1024;
const LONGEST_IN_QUERY = 512;

type Value = Pick<Assignment, "value" | "start" | "end" | "quoted" | "wrapped">;

/** The literal that stands behind the operator: in quotes, bare, or in the call that makes something of it. */
export function readValue(bytes: Buffer, operator: Operator, format: Format): Value | undefined {
  const open = afterPrefix(bytes, operator.end);
  const escaped = bytes[open] === 0x5c && isQuote(bytes[open + 1]);
  if (escaped || isQuote(bytes[open])) return readQuoted(bytes, escaped ? open + 1 : open, escaped);
  if (format === "code" && (operator.frame === "assignment" || operator.frame === "call")) {
    const inner = literalWithin(bytes, operator.end);
    if (inner !== undefined) {
      const value = readQuoted(bytes, inner, false);
      return value === undefined ? undefined : { ...value, wrapped: true };
    }
  }
  if (operator.quotedOnly) return undefined;
  return readBare(bytes, operator.end, operator.bareEnd, format);
}

/** Calls that hand their argument on as it is, or decode it. */
const MAKERS = new Set(
  (
    "string some bytes byte just of optional secretstring securestring charsequence text literal chars atob unhex hex quote " +
    "decode decodestring base64decode b64decode decodebase64 fromhex frombase64string from buffer uint8array pstr ptr guid uuid"
  ).split(" "),
);
const MAKER = /^(?:new )?([\w.:[\]]{1,40})\(\s?(?:b|@)?["'`]/;
const FALLBACK = /^[\w.()[\]"'{}$, -]{1,80}?\s(?:\|\||\?\?|or)\s{1,2}(?=["'`])/;

/** Where the quote opens in `Some("v")`, `[]byte("v")`, and in `getenv("NAME") or "v"`. */
function literalWithin(bytes: Buffer, at: number): number | undefined {
  const text = bytes.toString("latin1", at, at + 96);
  const maker = MAKER.exec(text);
  const callee = maker?.[1]?.split(/[.:\]]/).at(-1) ?? "";
  if (maker !== null && MAKERS.has(callee.toLowerCase())) return at + maker[0].length - 1;
  const fallback = FALLBACK.exec(text);
  return fallback === null ? undefined : at + fallback[0].length;
}

/** Over the letters of `b"…"`, `r'…'`, `L"…"`, `@"…"`. */
function afterPrefix(bytes: Buffer, at: number): number {
  for (let i = at; i < at + 3; i++) {
    if (isQuote(bytes[i])) return i;
    if (!isAlphanumeric(bytes[i]) && bytes[i] !== 0x40) break;
  }
  return at;
}

function readQuoted(bytes: Buffer, quoteAt: number, escaped: boolean): Value | undefined {
  const quote = bytes[quoteAt];
  const start = quoteAt + 1;
  for (let at = start; at < bytes.length && at - start <= LONGEST_VALUE; at++) {
    const byte = bytes[at];
    if (byte === NEWLINE) return undefined;
    if (byte === 0x5c) {
      if (escaped && bytes[at + 1] === quote) return quotedValue(bytes, start, at);
      at++;
    } else if (byte === quote) return quotedValue(bytes, start, at);
  }
  return undefined;
}

function quotedValue(bytes: Buffer, start: number, end: number): Value {
  return { value: bytes.toString("utf8", start, end), start, end, quoted: true };
}

function readBare(bytes: Buffer, from: number, until: Operator["bareEnd"], format: Format): Value | undefined {
  let end = from;
  const longest = until === "query" ? LONGEST_IN_QUERY : LONGEST_VALUE;
  const most = Math.min(bytes.length, from + longest + 1);
  while (end < most && !endsBare(bytes, end, until)) end++;
  if (end - from > longest) return undefined;
  if (until === "lone" && !isLone(bytes, from, end)) return undefined;
  if (until === "element" && bytes[end + 1] !== 0x2f) return undefined; // no closing tag: not an element
  while (end > from && (isBlank(bytes[end - 1]) || bytes[end - 1] === 0x0d)) end--;
  if (format !== "properties" && format !== "env") while (end > from && isTrailing(bytes[end - 1])) end--;
  if (end === from) return undefined;
  return { value: bytes.toString("utf8", from, end), start: from, end, quoted: false };
}

function endsBare(bytes: Buffer, at: number, until: Operator["bareEnd"]): boolean {
  const byte = bytes[at];
  if (byte === NEWLINE) return true;
  if (until === "element") return byte === 0x3c;
  if (until === "line" || until === "lone") return byte === 0x23 && isBlank(bytes[at - 1]);
  if (until === "query") return ENDS_QUERY[byte as number] === 1;
  return isBlank(byte) || byte === 0x0d || byte === 0x3b || byte === 0x26 || byte === 0x7c || isQuote(byte);
}

/** 1 for the bytes that no part of a query holds. */
const ENDS_QUERY = Uint8Array.from({ length: 256 }, (_, byte) =>
  " \t\r;&|,<>()[]{}\\\"'`".includes(String.fromCharCode(byte)) ? 1 : 0,
);

/** One word, and no other on its line; a semicolon or an open bracket behind it makes it a line of a program. */
function isLone(bytes: Buffer, from: number, end: number): boolean {
  const last = bytes[end - 1];
  if (last === 0x3b || last === 0x28 || last === 0x7b) return false;
  for (let at = from; at < end; at++) if (isBlank(bytes[at]) && at + 1 < end && !isBlank(bytes[at + 1])) return false;
  return true;
}

function isTrailing(byte: number | undefined): boolean {
  return byte === 0x2c || byte === 0x3b || byte === 0x29 || byte === 0x5d || byte === 0x7d;
}
