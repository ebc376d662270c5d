import { crc32 } from "node:zlib";

const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/**
 * The six last characters of GitHub's and npm's tokens: CRC-32 of the characters between prefix and checksum, in base 62.
 * Source: https://github.blog/2021-04-05-behind-githubs-new-authentication-token-formats/
 */
export function base62Checksum(body: string): string {
  let rest = crc32(body);
  let text = "";
  while (rest > 0) {
    text = `${BASE62[rest % 62]}${text}`;
    rest = Math.floor(rest / 62);
  }
  return text.padStart(6, "0");
}

/** Whether the last six characters are right for those after the prefix. */
export function hasBase62Checksum(value: string, prefix: number): boolean {
  return base62Checksum(value.slice(prefix, -6)) === value.slice(-6);
}
