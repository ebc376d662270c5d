import { createHash } from "node:crypto";

/** Besides the ten bytes that each has, a header may hold the file's name; anything else in it is seldom. */
const HEADER = 10;
const FLAGS_AT = 3;
const NAME = 0x08;

/**
 * What a gzip holds, told without unpacking it: the digest of all that stands behind its header, in which the time and the
 * name of the file stand. Two of the same unpack to the same. Undefined for a header with more in it than a name.
 */
export function gzipContent(bytes: Buffer): string | undefined {
  const flags = bytes[FLAGS_AT];
  if (bytes.length <= HEADER || (flags !== 0 && flags !== NAME)) return undefined;
  const from = flags === 0 ? HEADER : bytes.indexOf(0, HEADER) + 1;
  return from === 0 ? undefined : createHash("sha256").update(bytes.subarray(from)).digest("base64");
}
