export const BLOCK = 512;

/** One header block of an archive, as it stands there. Format: POSIX.1-1988 ustar, GNU tar's additions. */
export interface Header {
  readonly name: string;
  readonly linkName: string;
  /** The type flag's character; `0` for the NUL of old archives. */
  readonly flag: string;
  readonly size: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Whether blocks of a GNU sparse map follow. */
  readonly sparseMapFollows: boolean;
}

/** `zero` is the block that closes an archive, `broken` one whose checksum or numbers are wrong. */
export function readHeader(block: Buffer): Header | "zero" | "broken" {
  const sum = sumBytes(block);
  if (sum.all === 0) return "zero";
  const declared = readNumber(block, 148, 8);
  if (declared !== sum.unsigned && declared !== signedSum(block)) return "broken";
  const size = readNumber(block, 124, 12);
  const mode = readNumber(block, 100, 8);
  const uid = readNumber(block, 108, 8);
  const gid = readNumber(block, 116, 8);
  if (size === undefined || mode === undefined) return "broken";
  const flag = block[156] === 0 ? "0" : String.fromCharCode(block[156] ?? 0);
  return {
    name: readName(block),
    linkName: readText(block, 157, 100),
    flag,
    size,
    mode: mode & 0o7777,
    uid: uid ?? 0,
    gid: gid ?? 0,
    sparseMapFollows: flag === "S" && block[482] !== 0,
  };
}

function sumBytes(block: Buffer): { all: number; unsigned: number } {
  let all = 0;
  for (let at = 0; at < BLOCK; at++) all += block[at] ?? 0;
  let field = 0;
  for (let at = 148; at < 156; at++) field += block[at] ?? 0;
  return { all, unsigned: all - field + 8 * 0x20 };
}

/** Some old tools summed signed bytes. */
function signedSum(block: Buffer): number {
  let sum = 8 * 0x20;
  for (let at = 0; at < BLOCK; at++) if (at < 148 || at >= 156) sum += block.readInt8(at);
  return sum;
}

/** Only the POSIX magic has a prefix; GNU keeps times in that place. */
function readName(block: Buffer): string {
  const name = readText(block, 0, 100);
  const isPosix = block[257] === 0x75 && block[262] === 0 && block.toString("latin1", 257, 262) === "ustar";
  if (!isPosix || block[345] === 0) return name;
  return `${readText(block, 345, 155)}/${name}`;
}

export function readText(bytes: Buffer, offset: number, length: number): string {
  const limit = Math.min(offset + length, bytes.length);
  let end = offset;
  while (end < limit && bytes[end] !== 0) end++;
  return bytes.toString("utf8", offset, end);
}

/** Octal digits, or base 256 when the first bit is set. Undefined for negative, unsafe or misspelt numbers. */
export function readNumber(block: Buffer, offset: number, length: number): number | undefined {
  const first = block[offset] ?? 0;
  if (first >= 0x80) return readBase256(block, offset, length);
  let value = 0;
  let digits = 0;
  for (let at = offset; at < offset + length; at++) {
    const byte = block[at] ?? 0;
    const isBlank = byte === 0x20 || byte === 0;
    if (isBlank && digits > 0) break;
    if (isBlank) continue;
    if (byte < 0x30 || byte > 0x37) return undefined;
    value = value * 8 + (byte - 0x30);
    digits++;
  }
  return value;
}

function readBase256(block: Buffer, offset: number, length: number): number | undefined {
  if (block[offset] !== 0x80) return undefined;
  let value = 0;
  for (let at = offset + 1; at < offset + length; at++) {
    value = value * 256 + (block[at] ?? 0);
    if (value > Number.MAX_SAFE_INTEGER) return undefined;
  }
  return value;
}
