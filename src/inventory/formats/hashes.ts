/** An algorithm as we name it, as CycloneDX does, as SPDX 2 does, and how many hexadecimal digits it gives. */
type Algorithm = readonly [ours: string, cycloneDx: string, spdx: string, digits: number];

const ALGORITHMS: readonly Algorithm[] = [
  ["md5", "MD5", "MD5", 32],
  ["sha1", "SHA-1", "SHA1", 40],
  ["sha256", "SHA-256", "SHA256", 64],
  ["sha384", "SHA-384", "SHA384", 96],
  ["sha512", "SHA-512", "SHA512", 128],
  ["sha3-256", "SHA3-256", "SHA3-256", 64],
  ["sha3-384", "SHA3-384", "SHA3-384", 96],
  ["sha3-512", "SHA3-512", "SHA3-512", 128],
  ["blake2b-256", "BLAKE2b-256", "BLAKE2b-256", 64],
  ["blake2b-384", "BLAKE2b-384", "BLAKE2b-384", 96],
  ["blake2b-512", "BLAKE2b-512", "BLAKE2b-512", 128],
  ["blake3", "BLAKE3", "BLAKE3", 64],
];

/** A hash with its algorithm apart, named as the formats name it. */
export interface NamedHash {
  readonly cycloneDx: string;
  readonly spdx: string;
  readonly digits: string;
}

/** Splits `sha256:…`; undefined for an algorithm that the formats have no name for, or digits that are none. */
export function nameHash(hash: string): NamedHash | undefined {
  const colon = hash.indexOf(":");
  const digits = hash.slice(colon + 1);
  const known = ALGORITHMS.find(([ours, , , length]) => hash.slice(0, colon) === ours && digits.length === length);
  return known && HEX.test(digits) ? { cycloneDx: known[1], spdx: known[2], digits } : undefined;
}

const HEX = /^[0-9a-f]+$/;

/** `SHA-256` or `sha256` of a document, with its digits, as we write it: `sha256:…`. */
export function readHash(algorithm: string, digits: string): string | undefined {
  const word = fold(algorithm);
  const known = ALGORITHMS.find(([, cycloneDx, spdx]) => fold(cycloneDx) === word || fold(spdx) === word);
  const value = digits.trim().toLowerCase();
  return known !== undefined && value.length === known[3] && HEX.test(value) ? `${known[0]}:${value}` : undefined;
}

/** `SHA3-256`, `sha3_256` and `SHA3256` are one; SPDX 3 writes the second. */
function fold(name: string): string {
  return name.toUpperCase().replace(/[^A-Z0-9]/g, "");
}
