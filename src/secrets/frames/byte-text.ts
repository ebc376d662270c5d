/** Small questions to a file's bytes, asked from a position. All of them look only a bounded way. */

export const NEWLINE = 0x0a;

export function isAlphanumeric(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);
}

/** A letter, a digit or `_`. */
export function isWord(byte: number | undefined): boolean {
  return byte === 0x5f || isAlphanumeric(byte);
}

export function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09;
}

export function isQuote(byte: number | undefined): boolean {
  return byte === 0x22 || byte === 0x27 || byte === 0x60;
}

export function skipBlanks(bytes: Buffer, at: number): number {
  let i = at;
  while (i < at + 256 && isBlank(bytes[i])) i++;
  return i;
}

/** Start of the line that holds `at`, or of its last `reach` bytes. */
export function lineStart(bytes: Buffer, at: number, reach = 1024): number {
  const least = Math.max(0, at - reach);
  let i = at;
  while (i > least && bytes[i - 1] !== NEWLINE) i--;
  return i;
}

/** End of the line that holds `at`, without its line break, or of its next `reach` bytes. */
export function lineEnd(bytes: Buffer, at: number, reach = 1024): number {
  const most = Math.min(bytes.length, at + reach);
  let i = at;
  while (i < most && bytes[i] !== NEWLINE) i++;
  return i > at && bytes[i - 1] === 0x0d ? i - 1 : i;
}

/**
 * Whether a token can start at `at`: what stands before is no part of it. A letter may be the end of an escape sequence,
 * as in `\nghp_…` and `%3Dghp_…`.
 */
export function startsToken(bytes: Buffer, at: number): boolean {
  const before = bytes[at - 1];
  if (!isWord(before)) return true;
  if (bytes[at - 2] === 0x5c) return before === 0x6e || before === 0x72 || before === 0x74;
  return bytes[at - 3] === 0x25 && isAlphanumeric(bytes[at - 2]);
}
