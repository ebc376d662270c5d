import type { ByteSpan } from "../detector.ts";
import { isAlphanumeric } from "../frames/byte-text.ts";
import { archiveOf } from "./archives.ts";
import type { Budget, Wrapped } from "./wrapped.ts";

/** Shortest run of base64 or hexadecimal digits that could hold a name and a value, or a token. */
const SHORTEST = 32;

/**
 * Texts that stand in this one in base64 (of either alphabet), in hexadecimal digits or percent-encoded. A run is taken
 * when it decodes to text or to an archive; identifiers, paths and digests decode to neither.
 *
 * @param changed only runs that touch these bytes
 */
export function* decodeRuns(bytes: Buffer, budget: Budget, changed?: ByteSpan): Iterable<Wrapped> {
  const { from, to } = changed ?? { from: 0, to: bytes.length };
  let passed = runStart(bytes, from, 0);
  for (;;) {
    const start = nextRun(bytes, passed, to);
    if (start === -1) break;
    const end = runEnd(bytes, start + SHORTEST);
    passed = end + 1;
    const decoded = decode(bytes, start, end);
    if (decoded !== undefined && budget.take(decoded.bytes.length)) yield { ...decoded, name: "", start, end };
  }
  if (changed === undefined || mayTouchPercent(bytes, from, to)) yield* decodePercent(bytes, budget, changed);
}

/**
 * Whether any run could be there that touches these bytes: a quick look, so that most need not be taken apart.
 */
export function mayTouchRun(bytes: Buffer, from: number, to: number): boolean {
  return nextRun(bytes, runStart(bytes, from, from - SHORTEST), to) !== -1 || mayTouchPercent(bytes, from, to);
}

function mayTouchPercent(bytes: Buffer, from: number, to: number): boolean {
  for (let at = from - 1; at >= from - LONGEST_PERCENT && OF_URL[bytes[at] as number] === 1; at--) {
    if (bytes[at] === PERCENT && isEscape(bytes, at)) return true;
  }
  for (let at = to; at < to + LONGEST_PERCENT && OF_URL[bytes[at] as number] === 1; at++) {
    if (bytes[at] === PERCENT && isEscape(bytes, at)) return true;
  }
  return holdsEscape(bytes, from, to);
}

/** A loop is faster than a call for the few bytes that are new in most places. */
const WORTH_A_CALL = 128;

function holdsEscape(bytes: Buffer, from: number, to: number): boolean {
  let at = from;
  while (to - at > WORTH_A_CALL) {
    at = indexOfWithin(bytes, PERCENT, at, to);
    if (at === -1) return false;
    if (isEscape(bytes, at)) return true;
    at++;
  }
  for (; at < to; at++) if (bytes[at] === PERCENT && isEscape(bytes, at)) return true;
  return false;
}

/** Without an end, a search for what is rare goes on to the end of the text, again and again. */
function indexOfWithin(bytes: Buffer, byte: number, from: number, to: number): number {
  const at = bytes.subarray(from, to).indexOf(byte);
  return at === -1 ? -1 : from + at;
}

const DIGITS = Uint8Array.from({ length: 256 }, (_, byte) =>
  isAlphanumeric(byte) || byte === 0x2b || byte === 0x2f || byte === 0x2d || byte === 0x5f ? 1 : 0,
);

/** Where the run begins in which `at` lies, or behind which it does. */
function runStart(bytes: Buffer, at: number, least: number): number {
  let start = at;
  while (start > least && DIGITS[bytes[start - 1] as number] === 1) start--;
  return start;
}

function runEnd(bytes: Buffer, at: number): number {
  let end = at;
  while (end < bytes.length && DIGITS[bytes[end] as number] === 1) end++;
  return end;
}

/**
 * The first run of so many digits that begins at `passed`, where none goes on, or behind it, and not behind `to`; -1
 * where there is none. Looks back from where one would end: of ordinary text few bytes are looked at.
 */
function nextRun(bytes: Buffer, passed: number, to: number): number {
  const last = Math.min(to, bytes.length - SHORTEST);
  let start = Math.max(0, passed);
  while (start <= last) {
    let at = start + SHORTEST - 1;
    while (at >= start && DIGITS[bytes[at] as number] === 1) at--;
    if (at < start) return start;
    start = at + 1;
  }
  return -1;
}

function decode(bytes: Buffer, start: number, end: number): Pick<Wrapped, "by" | "bytes"> | undefined {
  const length = end - start;
  if (length % 2 === 0 && mayBeHex(bytes, start)) {
    const run = bytes.toString("latin1", start, end);
    if (isWorthIt(Buffer.from(run.slice(0, HEAD), "hex"))) {
      const decoded = Buffer.from(run, "hex");
      if (decoded.length === length / 2) return { by: "hex", bytes: decoded };
    }
  }
  if (length % 4 === 1 || !mayBeBase64(bytes, start, Math.min(end, start + HEAD))) return undefined;
  const run = bytes.toString("latin1", start, end);
  return isWorthIt(Buffer.from(run.slice(0, HEAD), "base64"))
    ? { by: "base64", bytes: Buffer.from(run, "base64") }
    : undefined;
}

/** Digits of which is told whether it is worth while to decode them all. */
const HEAD = 64;

/** Whether the first bytes are those of a text or of an archive. */
function isWorthIt(head: Buffer): boolean {
  return archiveOf(head) !== undefined || head.every((byte) => OF_TEXT[byte] === 1);
}

/** Says no to what `isWorthIt` would, most often by the first bytes, before anything is made. */
function mayBeBase64(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at + 4 <= end; at += 4) {
    const group =
      ((SEXTETS[bytes[at] as number] as number) << 18) |
      ((SEXTETS[bytes[at + 1] as number] as number) << 12) |
      ((SEXTETS[bytes[at + 2] as number] as number) << 6) |
      (SEXTETS[bytes[at + 3] as number] as number);
    if (OF_TEXT[group >> 16] === 1 && OF_TEXT[(group >> 8) & 0xff] === 1 && OF_TEXT[group & 0xff] === 1) continue;
    return at === start && beginsArchive(group >> 16);
  }
  return true;
}

/** The same of hexadecimal digits, and to what has others among its first. */
function mayBeHex(bytes: Buffer, start: number): boolean {
  let isArchive = false;
  for (let at = start; at < start + SHORTEST; at += 2) {
    const value = (NIBBLES[bytes[at] as number] as number) * 16 + (NIBBLES[bytes[at + 1] as number] as number);
    if (Number.isNaN(value)) return false;
    if (at === start) isArchive = beginsArchive(value);
    if (!isArchive && OF_TEXT[value] !== 1) return false;
  }
  return true;
}

/** By its first byte, as those that `archiveOf` knows do. */
function beginsArchive(byte: number): boolean {
  return byte === 0x50 || byte === 0x1f || byte === 0x28;
}

const OF_TEXT = Uint8Array.from({ length: 256 }, (_, byte) =>
  (byte >= 0x20 && byte <= 0x7e) || byte === 0x0a || byte === 0x0d || byte === 0x09 ? 1 : 0,
);
const SEXTETS = Uint8Array.from({ length: 256 }, (_, byte) => {
  const digit = Buffer.of(byte).toString("latin1");
  return isAlphanumeric(byte) || "+/-_".includes(digit) ? (Buffer.from(`${digit}A`, "base64")[0] ?? 0) >> 2 : 0;
});
const NIBBLES = Float64Array.from({ length: 256 }, (_, byte) => Number.parseInt(String.fromCharCode(byte), 16));

const PERCENT = 0x25;
const LONGEST_PERCENT = 8 * 1024;
/** Plain text of a run in front of its first escape. */
const LONGEST_HEAD = 256;

/** Runs of the characters of URLs with at least two escapes in them. */
function* decodePercent(bytes: Buffer, budget: Budget, changed?: ByteSpan): Iterable<Wrapped> {
  const first = Math.max(0, (changed?.from ?? 0) - LONGEST_PERCENT - LONGEST_HEAD);
  const end = changed === undefined ? bytes.length : changed.to + LONGEST_HEAD + 1; // an escape may stand behind plain text
  let at = indexOfWithin(bytes, PERCENT, first, end);
  while (at !== -1) {
    if (!isEscape(bytes, at)) {
      at = indexOfWithin(bytes, PERCENT, at + 1, end);
      continue;
    }
    let start = at;
    while (at - start < LONGEST_HEAD && isOfUrl(bytes[start - 1])) start--;
    let stop = at;
    let escapes = 0;
    while (stop - at < LONGEST_PERCENT && (isOfUrl(bytes[stop]) || isEscape(bytes, stop))) {
      if (bytes[stop] === PERCENT) escapes++;
      stop += bytes[stop] === PERCENT ? 3 : 1;
    }
    const isNew = changed === undefined || (stop >= changed.from && start <= changed.to);
    const text = escapes >= 2 && isNew ? unescapePercent(bytes.toString("latin1", start, stop)) : undefined;
    if (text !== undefined && budget.take(text.length))
      yield { by: "percent", name: "", bytes: text, start, end: stop };
    at = indexOfWithin(bytes, PERCENT, stop, end);
  }
}

function isEscape(bytes: Buffer, at: number): boolean {
  return bytes[at] === PERCENT && isHex(bytes[at + 1]) && isHex(bytes[at + 2]);
}

function isHex(byte: number | undefined): boolean {
  return byte !== undefined && !Number.isNaN(NIBBLES[byte]);
}

/** Without the escapes. */
function isOfUrl(byte: number | undefined): boolean {
  return byte !== PERCENT && OF_URL[byte as number] === 1;
}

const OF_URL = Uint8Array.from({ length: 256 }, (_, byte) =>
  isAlphanumeric(byte) || "-._~:/?&=+@%".includes(String.fromCharCode(byte)) ? 1 : 0,
);

function unescapePercent(text: string): Buffer {
  return Buffer.from(
    text.replace(/%([\da-fA-F]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16))),
    "latin1",
  );
}
