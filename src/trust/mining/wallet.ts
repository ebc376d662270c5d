import { keccak256 } from "./keccak.ts";

const ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/** Bytes that a base-58 block of so many characters stands for (CryptoNote's base 58 works in blocks of 11). */
const BYTES_IN_BLOCK: Record<number, number> = { 2: 1, 3: 2, 5: 3, 6: 4, 7: 5, 9: 6, 10: 7, 11: 8 };

/** Monero's main network: standard, integrated, sub-address. */
const NETWORKS = new Set([18, 19, 42]);

/** Monero addresses in a text whose checksum is right: nothing else looks like one by chance. */
export function moneroAddressesIn(text: string): string[] {
  const found = new Set<string>();
  for (const [candidate] of text.matchAll(/(?<![1-9A-Za-z])[48][1-9A-HJ-NP-Za-km-z]{94}(?![1-9A-Za-z])/g)) {
    if (isMoneroAddress(candidate)) found.add(candidate);
  }
  return [...found];
}

export function isMoneroAddress(address: string): boolean {
  const bytes = decode(address);
  if (bytes === undefined || bytes.length !== 69 || !NETWORKS.has(bytes[0] ?? 0)) return false;
  return keccak256(bytes.subarray(0, 65)).subarray(0, 4).equals(bytes.subarray(65));
}

function decode(address: string): Buffer | undefined {
  const blocks: Buffer[] = [];
  for (let at = 0; at < address.length; at += 11) {
    const block = address.slice(at, at + 11);
    const size = BYTES_IN_BLOCK[block.length];
    if (size === undefined) return undefined;
    let value = 0n;
    for (const character of block) value = value * 58n + BigInt(ALPHABET.indexOf(character));
    if (value >= 1n << BigInt(8 * size)) return undefined;
    blocks.push(Buffer.from(value.toString(16).padStart(2 * size, "0"), "hex"));
  }
  return Buffer.concat(blocks);
}
