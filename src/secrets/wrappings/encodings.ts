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
  for (const [start, end] of runs(bytes, changed ?? { from: 0, to: bytes.length })) {
    const decoded = decode(bytes.toString("latin1", start, end));
    if (decoded !== undefined && budget.take(decoded.bytes.length)) yield { ...decoded, name: "", start, end };
  }
  yield* decodePercent(bytes, budget, changed);
}

/**
 * Whether any run could be there that touches these bytes: a quick look, so that most need not be taken apart.
 */
export function mayTouchRun(bytes: Buffer, from: number, to: number): boolean {
  let start = from;
  while (start > 0 && from - start < SHORTEST && DIGITS[bytes[start - 1] as number] === 1) start--;
  for (let probe = start + SHORTEST - 1; probe < bytes.length && probe < to + SHORTEST; probe += SHORTEST) {
    if (DIGITS[bytes[probe] as number] === 1 && isInRun(bytes, probe, start)) return true;
  }
  return mayTouchPercent(bytes, from, to);
}

function isInRun(bytes: Buffer, probe: number, least: number): boolean {
  let start = probe;
  while (start > least && DIGITS[bytes[start - 1] as number] === 1) start--;
  let end = probe + 1;
  while (end - start < SHORTEST && DIGITS[bytes[end] as number] === 1) end++;
  return end - start >= SHORTEST;
}

function mayTouchPercent(bytes: Buffer, from: number, to: number): boolean {
  for (let at = from - 1; at >= from - LONGEST_PERCENT && OF_URL[bytes[at] as number] === 1; at--) {
    if (bytes[at] === PERCENT) return true;
  }
  for (let at = to; at < to + LONGEST_PERCENT && OF_URL[bytes[at] as number] === 1; at++) {
    if (bytes[at] === PERCENT) return true;
  }
  return holdsPercent(bytes, from, to);
}

/** A loop is faster than a call for the few bytes that are new in most places. */
const WORTH_A_CALL = 128;

function holdsPercent(bytes: Buffer, from: number, to: number): boolean {
  if (to - from > WORTH_A_CALL) return indexOfWithin(bytes, PERCENT, from, to) !== -1;
  for (let at = from; at < to; at++) if (bytes[at] === PERCENT) return true;
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

/** Looks at every thirty-second byte until one may lie in a run, so that ordinary text costs next to nothing. */
function* runs(bytes: Buffer, { from, to }: ByteSpan): Iterable<[number, number]> {
  let passed = from;
  while (passed > 0 && DIGITS[bytes[passed - 1] as number] === 1) passed--;
  for (let probe = passed + SHORTEST - 1; probe < bytes.length && probe < to + SHORTEST; ) {
    if (DIGITS[bytes[probe] as number] === 0) {
      passed = probe + 1;
      probe += SHORTEST;
      continue;
    }
    let start = probe;
    while (start > passed && DIGITS[bytes[start - 1] as number] === 1) start--;
    let end = probe + 1;
    while (end < bytes.length && DIGITS[bytes[end] as number] === 1) end++;
    if (end - start >= SHORTEST && start <= to) yield [start, end];
    passed = end;
    probe = end + SHORTEST;
  }
}

function decode(run: string): Pick<Wrapped, "by" | "bytes"> | undefined {
  if (run.length % 2 === 0 && /^[\da-fA-F]{32}/.test(run) && isWorthIt(Buffer.from(run.slice(0, 64), "hex"))) {
    const bytes = Buffer.from(run, "hex");
    if (bytes.length === run.length / 2) return { by: "hex", bytes };
  }
  if (run.length % 4 === 1 || !isWorthIt(Buffer.from(run.slice(0, 64), "base64"))) return undefined;
  return { by: "base64", bytes: Buffer.from(run, "base64") };
}

/** Whether the first bytes are those of a text or of an archive. */
function isWorthIt(head: Buffer): boolean {
  if (archiveOf(head) !== undefined) return true;
  for (const byte of head)
    if ((byte < 0x20 || byte > 0x7e) && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return false;
  return true;
}

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
  return byte !== undefined && /[\da-fA-F]/.test(String.fromCharCode(byte));
}

function isOfUrl(byte: number | undefined): boolean {
  return isAlphanumeric(byte) || (byte !== undefined && "-._~:/?&=+@".includes(String.fromCharCode(byte)));
}

/** With the escapes themselves. */
const OF_URL = Uint8Array.from({ length: 256 }, (_, byte) => (byte === PERCENT || isOfUrl(byte) ? 1 : 0));

function unescapePercent(text: string): Buffer {
  return Buffer.from(
    text.replace(/%([\da-fA-F]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16))),
    "latin1",
  );
}
