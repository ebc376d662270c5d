import { createHash } from "node:crypto";
import { crc32, deflateSync } from "node:zlib";

/** Writes packs as git does, and as it never would. */

/** @param base of a delta: the distance to it (type 6), or its id (type 7) */
export function packHeader(type: number, size: number, base?: number | Uint8Array): Buffer {
  const bytes = [(type << 4) | (size % 16)];
  for (let rest = Math.floor(size / 16); rest > 0; rest = Math.floor(rest / 128)) {
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) | 0x80;
    bytes.push(rest % 128);
  }
  if (type === 6 && typeof base === "number") bytes.push(...distance(base));
  if (type === 7 && typeof base === "object") bytes.push(...base);
  return Buffer.from(bytes);
}

function distance(value: number): number[] {
  const bytes = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) {
    rest -= 1;
    bytes.unshift(0x80 | (rest % 128));
  }
  return bytes;
}

function deltaSize(size: number): number[] {
  const bytes = [size % 128];
  for (let rest = Math.floor(size / 128); rest > 0; rest = Math.floor(rest / 128)) {
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) | 0x80;
    bytes.push(rest % 128);
  }
  return bytes;
}

/** What a delta makes of a base, part by part: a stretch of the base (reduced to what there is of it), and new bytes. */
export function makeDelta(
  base: Buffer,
  parts: readonly (readonly [from: number, length: number, added: Buffer])[],
): { delta: Buffer; object: Buffer } {
  const instructions: Buffer[] = [];
  const made: Buffer[] = [];
  for (const [wish, most, added] of parts) {
    const from = Math.min(wish, base.length);
    const copied = base.subarray(from, from + most);
    if (copied.length > 0) instructions.push(copyOf(from, copied.length));
    for (let at = 0; at < added.length; at += 127) {
      const piece = added.subarray(at, at + 127);
      instructions.push(Buffer.from([piece.length]), piece);
    }
    made.push(copied, added);
  }
  const object = Buffer.concat(made);
  return {
    delta: Buffer.concat([Buffer.from([...deltaSize(base.length), ...deltaSize(object.length)]), ...instructions]),
    object,
  };
}

function copyOf(from: number, length: number): Buffer {
  const bytes = [0x80];
  const put = (value: number, count: number, bit: number) => {
    for (let byte = 0; byte < count; byte++) {
      const part = Math.floor(value / 256 ** byte) % 256;
      if (part === 0) continue;
      bytes[0] = (bytes[0] ?? 0) | (bit << byte);
      bytes.push(part);
    }
  };
  put(from, 4, 0x01);
  put(length === 0x10000 ? 0 : length, 3, 0x10);
  return Buffer.from(bytes);
}

/** One object as it is to stand in a pack. */
export interface PackObject {
  readonly id: string;
  readonly type: number;
  readonly content: Buffer;
  /** As its header says it; default: the content's own. */
  readonly size?: number;
  readonly base?: string;
}

export function blobId(content: Buffer): string {
  return createHash("sha1").update(`blob ${content.length}\0`).update(content).digest("hex");
}

/** A pack and its index. Bases are named by their ids. */
export function writePack(objects: readonly PackObject[]): { pack: Buffer; index: Buffer } {
  const head = Buffer.alloc(12);
  head.write("PACK");
  head.writeUInt32BE(2, 4);
  head.writeUInt32BE(objects.length, 8);
  const pieces: Buffer[] = [head];
  const entries: { id: string; offset: number; sum: number }[] = [];
  let offset = head.length;
  for (const { id, type, content, size = content.length, base } of objects) {
    const named = base === undefined ? undefined : Buffer.from(base, "hex");
    const piece = Buffer.concat([packHeader(type, size, named), deflateSync(content)]);
    entries.push({ id, offset, sum: crc32(piece) });
    pieces.push(piece);
    offset += piece.length;
  }
  const body = Buffer.concat(pieces);
  const packSum = createHash("sha1").update(body).digest();
  return { pack: Buffer.concat([body, packSum]), index: writeIndex(entries, packSum) };
}

function writeIndex(entries: readonly { id: string; offset: number; sum: number }[], packSum: Buffer): Buffer {
  const sorted = [...entries].sort((a, b) => (a.id < b.id ? -1 : 1));
  const words = (numbers: readonly number[]) => {
    const bytes = Buffer.alloc(4 * numbers.length);
    for (const [at, number] of numbers.entries()) bytes.writeUInt32BE(number, 4 * at);
    return bytes;
  };
  const fan = Array.from({ length: 256 }, (_, first) => {
    return sorted.filter(({ id }) => Number.parseInt(id.slice(0, 2), 16) <= first).length;
  });
  const bytes = Buffer.concat([
    Buffer.from("ff744f6300000002", "hex"),
    words(fan),
    ...sorted.map(({ id }) => Buffer.from(id, "hex")),
    words(sorted.map(({ sum }) => sum)),
    words(sorted.map(({ offset }) => offset)),
    packSum,
  ]);
  return Buffer.concat([bytes, createHash("sha1").update(bytes).digest()]);
}
