const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/**
 * Whether the last two bytes of a NATS key, in base 32, are the CRC-16 (XMODEM) of those before, low byte first.
 * Source: https://github.com/nats-io/nkeys, `strkey.go`
 */
export function hasNkeyChecksum(value: string): boolean {
  const bytes = fromBase32(value);
  if (bytes === undefined || bytes.length < 4) return false;
  return bytes.readUInt16LE(bytes.length - 2) === crc16(bytes.subarray(0, -2));
}

/** A seed that is well made; for samples. @param kind `U` for a user, `A` for an account */
export function nkeySeed(kind: "U" | "A", seed: Buffer): string {
  const type = kind === "U" ? 20 << 3 : 0;
  const body = Buffer.concat([Buffer.from([(18 << 3) | (type >> 5), (type & 31) << 3]), seed]);
  const checksum = Buffer.alloc(2);
  checksum.writeUInt16LE(crc16(body));
  return toBase32(Buffer.concat([body, checksum]));
}

function crc16(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x8000) === 0 ? (crc << 1) & 0xffff : ((crc << 1) ^ 0x1021) & 0xffff;
  }
  return crc;
}

function fromBase32(text: string): Buffer | undefined {
  const bytes: number[] = [];
  let [bits, count] = [0, 0];
  for (const character of text) {
    const digit = ALPHABET.indexOf(character);
    if (digit === -1) return undefined;
    bits = ((bits << 5) | digit) & 0xfff;
    count += 5;
    if (count >= 8) {
      count -= 8;
      bytes.push((bits >> count) & 0xff);
    }
  }
  return Buffer.from(bytes);
}

function toBase32(bytes: Uint8Array): string {
  let text = "";
  let [bits, count] = [0, 0];
  for (const byte of bytes) {
    bits = ((bits << 8) | byte) & 0xffff;
    count += 8;
    while (count >= 5) {
      count -= 5;
      text += ALPHABET[(bits >> count) & 31];
    }
  }
  return count > 0 ? text + ALPHABET[(bits << (5 - count)) & 31] : text;
}
