const ROTATIONS = [
  [0, 36, 3, 41, 18],
  [1, 44, 10, 45, 2],
  [62, 6, 43, 15, 61],
  [28, 55, 25, 21, 56],
  [27, 20, 39, 8, 14],
] as const;

const MASK = (1n << 64n) - 1n;
const RATE = 136;

/** Keccak-256 as it was before SHA-3 changed the padding: what Monero's addresses end in. For short inputs. */
export function keccak256(input: Uint8Array): Buffer {
  const state: bigint[] = Array.from({ length: 25 }, () => 0n);
  const padded = Buffer.alloc(Math.ceil((input.length + 1) / RATE) * RATE);
  padded.set(input);
  padded[input.length] = 0x01;
  padded.writeUInt8(padded.readUInt8(padded.length - 1) | 0x80, padded.length - 1);
  for (let block = 0; block < padded.length; block += RATE) {
    for (let lane = 0; lane < RATE / 8; lane++)
      state[lane] = (state[lane] ?? 0n) ^ padded.readBigUInt64LE(block + lane * 8);
    permute(state);
  }
  const output = Buffer.alloc(32);
  for (let lane = 0; lane < 4; lane++) output.writeBigUInt64LE(state[lane] ?? 0n, lane * 8);
  return output;
}

/** Keccak-f[1600] (Keccak reference 3.0, section 1.2). */
function permute(state: bigint[]): void {
  const at = (x: number, y: number): bigint => state[(x % 5) + 5 * (y % 5)] ?? 0n;
  let register = 1;
  for (let round = 0; round < 24; round++) {
    const parity = [0, 1, 2, 3, 4].map((x) => at(x, 0) ^ at(x, 1) ^ at(x, 2) ^ at(x, 3) ^ at(x, 4));
    const moved: bigint[] = [];
    for (let x = 0; x < 5; x++) {
      for (let y = 0; y < 5; y++) {
        const mixed = at(x, y) ^ (parity[(x + 4) % 5] ?? 0n) ^ rotate(parity[(x + 1) % 5] ?? 0n, 1);
        moved[y + 5 * ((2 * x + 3 * y) % 5)] = rotate(mixed, ROTATIONS[x]?.[y] ?? 0);
      }
    }
    for (let x = 0; x < 5; x++) {
      for (let y = 0; y < 5; y++) {
        const lane = (column: number): bigint => moved[(column % 5) + 5 * y] ?? 0n;
        state[x + 5 * y] = lane(x) ^ (~lane(x + 1) & MASK & lane(x + 2));
      }
    }
    for (let bit = 0; bit < 7; bit++) {
      if (register & 1) state[0] = (state[0] ?? 0n) ^ (1n << BigInt((1 << bit) - 1));
      register = (register << 1) ^ (register & 0x80 ? 0x171 : 0);
    }
  }
}

function rotate(lane: bigint, by: number): bigint {
  return ((lane << BigInt(by)) | (lane >> BigInt(64 - by))) & MASK;
}
