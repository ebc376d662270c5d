import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { inflateRawSync } from "node:zlib";

/** One file of a zip. Its name is only ever a name: nothing is written where it points. */
export interface ZipEntry {
  readonly name: string;
  /** Bytes when unpacked, as the directory says. */
  readonly size: number;
  /** @throws Error when the entry is damaged, of an unknown method, or unpacks to more than it says or `most` bytes */
  read(most?: number): Buffer;
}

const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;

/** Largest directory that is held in memory: about five million entries. */
const LARGEST_DIRECTORY = 512 * 1024 * 1024;

/**
 * The entries of a zip file by its central directory (PKWARE APPNOTE 6.3). Only stored and deflated entries can be
 * read; the file stays open until the last entry was taken or the loop left.
 * @throws Error when it is no zip, or one that contradicts itself
 */
export function* readZip(path: string): Generator<ZipEntry> {
  const file = openSync(path, "r");
  try {
    const length = fstatSync(file).size;
    const at = (offset: number, size: number): Buffer => {
      if (offset < 0 || size < 0 || offset + size > length) throw new Error("the zip points outside itself");
      const bytes = Buffer.alloc(size);
      if (readSync(file, bytes, 0, size, offset) !== size) throw new Error("the zip is cut short");
      return bytes;
    };
    yield* entriesOf(at, length);
  } finally {
    closeSync(file);
  }
}

/**
 * The entries of a zip file that is held in memory, such as one that lies in another.
 * @throws Error when it is no zip, or one that contradicts itself
 */
export function readZipBytes(bytes: Buffer): Generator<ZipEntry> {
  const at = (offset: number, size: number): Buffer => {
    if (offset < 0 || size < 0 || offset + size > bytes.length) throw new Error("the zip points outside itself");
    return bytes.subarray(offset, offset + size);
  };
  return entriesOf(at, bytes.length);
}

function* entriesOf(at: ReadAt, length: number): Generator<ZipEntry> {
  const { offset, size, count, end } = findDirectory(at, length);
  if (size > LARGEST_DIRECTORY) throw new Error("the zip's directory is too large");
  const shift = shiftOf(at, end - size - offset, offset);
  const shifted: ReadAt = (offset, size) => at(offset + shift, size);
  yield* entriesIn(shifted(offset, size), count, shifted);
}

/** A program may stand in front of a zip, as of one that can be run; then its offsets count from the program's end. */
function shiftOf(at: ReadAt, shift: number, offset: number): number {
  if (shift <= 0 || at(offset + shift, 4).readUInt32LE(0) !== CENTRAL) return 0;
  return at(offset, 4).readUInt32LE(0) === CENTRAL ? 0 : shift;
}

type ReadAt = (offset: number, size: number) => Buffer;

interface Directory {
  readonly offset: number;
  readonly size: number;
  readonly count: number;
  /** Where what ends the directory stands. */
  readonly end: number;
}

function findDirectory(at: ReadAt, length: number): Directory {
  const tailSize = Math.min(length, 22 + 65_535);
  const tail = at(length - tailSize, tailSize);
  for (let end = tail.length - 22; end >= 0; end--) {
    if (tail.readUInt32LE(end) !== END) continue;
    const directory = {
      offset: tail.readUInt32LE(end + 16),
      size: tail.readUInt32LE(end + 12),
      count: tail.readUInt16LE(end + 10),
      end: length - tailSize + end,
    };
    const is64 = directory.offset === 0xffffffff || directory.count === 0xffff || directory.size === 0xffffffff;
    return is64 ? findDirectory64(at, directory.end) : directory;
  }
  throw new Error("not a zip: it has no directory at its end");
}

function findDirectory64(at: ReadAt, end: number): Directory {
  const locator = at(end - 20, 20);
  if (locator.readUInt32LE(0) !== LOCATOR_64) throw new Error("the zip's 64-bit directory is missing");
  const start = Number(locator.readBigUInt64LE(8));
  const record = at(start, 56);
  if (record.readUInt32LE(0) !== END_64) throw new Error("the zip's 64-bit directory is missing");
  return {
    offset: Number(record.readBigUInt64LE(48)),
    size: Number(record.readBigUInt64LE(40)),
    count: Number(record.readBigUInt64LE(32)),
    end: start,
  };
}

function* entriesIn(directory: Buffer, count: number, at: ReadAt): Generator<ZipEntry> {
  let position = 0;
  for (let index = 0; index < count; index++) {
    if (position + 46 > directory.length || directory.readUInt32LE(position) !== CENTRAL)
      throw new Error("the zip's directory is damaged");
    const nameLength = directory.readUInt16LE(position + 28);
    const extraLength = directory.readUInt16LE(position + 30);
    const commentLength = directory.readUInt16LE(position + 32);
    const name = directory.toString("utf8", position + 46, position + 46 + nameLength);
    const extra = directory.subarray(position + 46 + nameLength, position + 46 + nameLength + extraLength);
    const sizes = sizes64(
      {
        size: directory.readUInt32LE(position + 24),
        packed: directory.readUInt32LE(position + 20),
        offset: directory.readUInt32LE(position + 42),
      },
      extra,
    );
    const method = directory.readUInt16LE(position + 10);
    yield { name, size: sizes.size, read: (most = sizes.size) => unpack(at, method, sizes, most) };
    position += 46 + nameLength + extraLength + commentLength;
  }
}

interface Sizes {
  readonly size: number;
  readonly packed: number;
  readonly offset: number;
}

/** The 64-bit values stand in an extra field, in this order, each only when its 32-bit one is full. */
function sizes64(sizes: Sizes, extra: Buffer): Sizes {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    let next = at + 4;
    const take = (value: number): number => {
      if (value !== 0xffffffff || next + 8 > extra.length) return value;
      next += 8;
      return Number(extra.readBigUInt64LE(next - 8));
    };
    return { size: take(sizes.size), packed: take(sizes.packed), offset: take(sizes.offset) };
  }
  return sizes;
}

function unpack(at: ReadAt, method: number, { size, packed, offset }: Sizes, most: number): Buffer {
  if (size > most) throw new Error(`unpacks to ${size} bytes, more than ${most}`);
  const header = at(offset, 30);
  if (header.readUInt32LE(0) !== LOCAL) throw new Error("the entry is not where the directory says");
  const bytes = at(offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28), packed);
  if (method === 0) return bytes;
  if (method !== 8) throw new Error(`packed by method ${method}, which is not known`);
  const unpacked = inflateRawSync(bytes, { maxOutputLength: Math.max(1, size) });
  if (unpacked.length !== size) throw new Error("unpacks to another size than the directory says");
  return unpacked;
}
