import { createHash } from "node:crypto";

/** The list of what stands where in one pack. */
export interface PackIndex {
  /** Of the pack itself: its last bytes. */
  readonly packSum: Buffer;
  /** All offsets of objects, in no order. */
  readonly offsets: Float64Array;
  /** Position of an object by its id in hexadecimal digits; -1 where it is not in the pack. */
  find(id: string): number;
  /** The same by the bytes of an id, which begin there. */
  findBytes(from: Uint8Array, at: number): number;
  /** The id at a position, in hexadecimal digits. */
  idOf(position: number): string;
  /** CRC-32 of an object's bytes as they stand in the pack; undefined where the list does not hold it. */
  sumOf(position: number): number | undefined;
}

const MAGIC = 0xff744f63;
const FAN = 8;
const FAN_BYTES = 256 * 4;

/**
 * Reads a version 2 index, as gitformat-pack(5) describes it, whose own checksum is right.
 * @param hashBytes of an object's id: 20, or 32 for SHA-256
 * @throws RangeError for what is none, or is damaged
 */
export function readPackIndex(bytes: Buffer, hashBytes: number): PackIndex {
  if (bytes.length < FAN + FAN_BYTES + 2 * hashBytes) throw new RangeError("the index breaks off");
  if (bytes.readUInt32BE(0) !== MAGIC || bytes.readUInt32BE(4) !== 2) {
    throw new RangeError("the index is not of version 2");
  }
  const count = readFan(bytes, FAN);
  const ids = FAN + FAN_BYTES;
  const sums = ids + count * hashBytes;
  const near = sums + count * 4;
  const far = near + count * 4;
  const end = bytes.length - 2 * hashBytes;
  if (far > end || (end - far) % 8 !== 0) throw new RangeError("the index has another size than it says");
  checkSum(bytes, hashBytes);
  const offsets = new Float64Array(count);
  for (let position = 0; position < count; position++) {
    offsets[position] = readOffset(bytes, near + position * 4, far, end);
  }
  return {
    packSum: bytes.subarray(end, end + hashBytes),
    offsets,
    find: finder(bytes, FAN, ids, count, hashBytes),
    findBytes: byteFinder(bytes, FAN, ids, count, hashBytes),
    idOf: (position) => bytes.toString("hex", ids + position * hashBytes, ids + (position + 1) * hashBytes),
    sumOf: (position) => bytes.readUInt32BE(sums + position * 4),
  };
}

/** How many ids there are up to each first byte. @throws RangeError when the numbers fall */
function readFan(bytes: Buffer, at: number): number {
  let before = 0;
  for (let first = 0; first < 256; first++) {
    const count = bytes.readUInt32BE(at + first * 4);
    if (count < before) throw new RangeError("the index is out of order");
    before = count;
  }
  return before;
}

/** The last bytes of such a file are the hash of all before them. */
function checkSum(bytes: Buffer, hashBytes: number): void {
  const end = bytes.length - hashBytes;
  const found = createHash(hashBytes === 32 ? "sha256" : "sha1")
    .update(bytes.subarray(0, end))
    .digest();
  if (!found.equals(bytes.subarray(end))) throw new RangeError("the index is damaged: its checksum is wrong");
}

const IS_FAR = 0x8000_0000;

function readOffset(bytes: Buffer, at: number, far: number, end: number): number {
  const offset = bytes.readUInt32BE(at);
  if (offset < IS_FAR) return offset;
  const place = far + (offset - IS_FAR) * 8;
  if (place + 8 > end) throw new RangeError("the index names an offset that it does not hold");
  return bytes.readUInt32BE(place) * 0x1_0000_0000 + bytes.readUInt32BE(place + 4);
}

/** Looks ids up in a sorted list of them, with its table of first bytes before it. */
function finder(bytes: Buffer, fan: number, ids: number, count: number, hashBytes: number): (id: string) => number {
  return (id) => {
    if (id.length !== 2 * hashBytes) return -1;
    let head = 0;
    for (let digit = 0; digit < 8; digit++) head = head * 16 + nibbleOf(id.charCodeAt(digit));
    const first = Math.floor(head / 0x100_0000);
    let low = first === 0 ? 0 : bytes.readUInt32BE(fan + (first - 1) * 4);
    let high = Math.min(count, bytes.readUInt32BE(fan + first * 4));
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (bytes.readUInt32BE(ids + middle * hashBytes) < head) low = middle + 1;
      else high = middle;
    }
    for (; low < count && bytes.readUInt32BE(ids + low * hashBytes) === head; low++) {
      if (isWritten(bytes, ids + low * hashBytes, id)) return low;
    }
    return -1;
  };
}

/**
 * The same by bytes. Ids are as good as drawn by lot: where one stands among its neighbours is reckoned, and then found
 * within a few steps.
 */
function byteFinder(
  bytes: Buffer,
  fan: number,
  ids: number,
  count: number,
  hashBytes: number,
): (from: Uint8Array, at: number) => number {
  const starts = Float64Array.from({ length: 257 }, (_, first) =>
    first === 0 ? 0 : Math.min(count, bytes.readUInt32BE(fan + (first - 1) * 4)),
  );
  const wordAt = (of: Uint8Array, at: number) =>
    ((of[at + 1] as number) << 16) | ((of[at + 2] as number) << 8) | (of[at + 3] as number);
  return (from, at) => {
    const first = from[at] as number;
    let low = starts[first] as number;
    let high = (starts[first + 1] as number) - 1;
    const wanted = wordAt(from, at);
    let [lowWord, highWord] = [0, 0xff_ffff];
    while (low <= high) {
      const share = highWord === lowWord ? 0 : (wanted - lowWord) / (highWord - lowWord);
      const middle = Math.min(high, Math.max(low, low + Math.floor((high - low) * share)));
      const place = ids + middle * hashBytes;
      const word = wordAt(bytes, place);
      const order = word === wanted ? compareRest(bytes, place, from, at, hashBytes) : word - wanted;
      if (order === 0) return middle;
      if (order < 0) [low, lowWord] = [middle + 1, word];
      else [high, highWord] = [middle - 1, word];
      if (wanted < lowWord || wanted > highWord) return -1;
    }
    return -1;
  };
}

/** The first four bytes are the same. */
function compareRest(a: Uint8Array, aAt: number, b: Uint8Array, bAt: number, length: number): number {
  for (let i = 4; i < length; i++) {
    const order = (a[aAt + i] as number) - (b[bAt + i] as number);
    if (order !== 0) return order;
  }
  return 0;
}

/** Whether these bytes are written so, in small hexadecimal digits. */
function isWritten(bytes: Buffer, at: number, id: string): boolean {
  for (let digit = 0; digit < id.length; digit += 2) {
    const value = nibbleOf(id.charCodeAt(digit)) * 16 + nibbleOf(id.charCodeAt(digit + 1));
    if (bytes[at + digit / 2] !== value) return false;
  }
  return true;
}

/** Not a number for what is no small hexadecimal digit. */
function nibbleOf(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  return code >= 0x61 && code <= 0x66 ? code - 0x57 : Number.NaN;
}
