import { createHash, type Hash } from "node:crypto";
import { readSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { pipeline, Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { type DirectGunzip, directGunzip } from "./direct-gunzip.ts";
import { ZstdFrames } from "./zstd-frames.ts";

const CHUNK = 256 * 1024;
/** Bytes that are read at a stretch, before whatever else waits in this thread gets its turn: an interruption, a timer. */
const STRETCH = 4 * 1024 * 1024;

/** Where the stored bytes of a layer lie: in a file of their own, or inside an archive. */
export interface StoredBytes {
  readonly file: string;
  readonly offset: number;
  readonly size: number;
}

export type Compression = "gzip" | "zstd" | "none";

/** Told by the first bytes, whatever the media type claims. A text when it is a known one that we do not unpack. */
export function sniffCompression(head: Buffer): Compression | { readonly unsupported: string } {
  if (head[0] === 0x1f && head[1] === 0x8b) return "gzip";
  if (head.length >= 4 && head.readUInt32LE(0) === 0xfd2fb528) return "zstd";
  if (head.length >= 4 && (head.readUInt32LE(0) & 0xfffffff0) === 0x184d2a50) return "zstd"; // a skippable frame
  if (head.toString("latin1", 0, 3) === "BZh") return { unsupported: "bzip2" };
  if (head.toString("latin1", 0, 6) === "\xfd7zXZ\0") return { unsupported: "xz" };
  return "none";
}

/** What was counted and summed while a layer was read. */
export class Tally {
  packed = 0;
  unpacked = 0;
  readonly #packedHash: Hash;
  readonly #unpackedHash: Hash | undefined;

  constructor(algorithm: string, compression: Compression) {
    this.#packedHash = createHash(algorithm);
    this.#unpackedHash = compression === "none" && algorithm === "sha256" ? undefined : createHash("sha256");
  }

  addPacked(chunk: Uint8Array): void {
    this.packed += chunk.length;
    this.#packedHash.update(chunk);
  }

  addUnpacked(chunk: Uint8Array): void {
    this.unpacked += chunk.length;
    this.#unpackedHash?.update(chunk);
  }

  /** Hexadecimal digits; may be asked for once. */
  digests(): { packed: string; unpacked: string } {
    const packed = this.#packedHash.digest("hex");
    return { packed, unpacked: this.#unpackedHash?.digest("hex") ?? packed };
  }
}

/** The unpacked bytes in chunks, each valid until the next is asked for. Throws what node:zlib throws when the packed bytes are broken. */
export async function* unpack(
  handle: FileHandle,
  stored: StoredBytes,
  compression: Compression,
  tally: Tally,
): AsyncGenerator<Buffer, undefined> {
  if (compression === "none") {
    for await (const chunk of readStored(handle, stored, tally, { reuse: true })) {
      tally.addUnpacked(chunk);
      yield chunk;
    }
    return;
  }
  if (compression === "gzip") {
    const gunzip = directGunzip();
    if (gunzip !== undefined) {
      yield* unpackDirectly(gunzip, readStored(handle, stored, tally, { reuse: true }), tally);
      return;
    }
  }
  // Node's streams read a chunk while the next is fetched, so there each needs memory of its own.
  const packed = readStored(handle, stored, tally, { reuse: false });
  // A high-water mark above one chunk lets the next be unpacked while this one is looked at.
  const settings = { chunkSize: CHUNK, highWaterMark: 4 * CHUNK };
  const unpacker = compression === "gzip" ? createGunzip(settings) : createZstdDecompress(settings);
  const pieces = compression === "zstd" ? splitFrames(packed) : packed;
  const source = Readable.from(pieces, { highWaterMark: 2 });
  // A fault comes out of the iteration below; the callback is there because pipeline asks for one.
  pipeline(source, unpacker, () => {});
  try {
    for await (const chunk of unpacker as AsyncIterable<Buffer>) {
      tally.addUnpacked(chunk);
      yield chunk;
    }
  } finally {
    await packed.return(undefined); // waits for a read that is under way, so that its bytes are counted once
  }
}

async function* unpackDirectly(
  gunzip: DirectGunzip,
  packed: AsyncGenerator<Buffer, undefined>,
  tally: Tally,
): AsyncGenerator<Buffer, undefined> {
  const output = Buffer.allocUnsafeSlow(CHUNK);
  try {
    for await (const chunk of packed) {
      for (const piece of gunzip.unpack(chunk, output)) {
        tally.addUnpacked(piece);
        yield piece;
      }
    }
    for (const piece of gunzip.end(output)) {
      tally.addUnpacked(piece);
      yield piece;
    }
  } finally {
    gunzip.close();
  }
}

/** node:zlib's own complaints: `Z_BUF_ERROR`, `Z_DATA_ERROR`, `ZSTD_error_…`. */
export function isUnpackingFault(fault: unknown): fault is Error & { readonly code: string } {
  if (!(fault instanceof Error) || !("code" in fault)) return false;
  return /^(Z_|ZSTD_|ERR_ZSTD|ERR_ZLIB)/.test(String(fault.code));
}

async function* splitFrames(packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer, undefined> {
  const frames = new ZstdFrames();
  for await (const chunk of packed) yield* frames.split(chunk);
}

/** Sums up what `unpack` left unread: bytes behind the packed stream, or behind the place where reading stopped. */
export async function readRest(handle: FileHandle, stored: StoredBytes, tally: Tally): Promise<void> {
  const rest = { ...stored, offset: stored.offset + tally.packed, size: stored.size - tally.packed };
  for await (const _ of readStored(handle, rest, tally, { reuse: true })) continue;
}

/** Reads without a detour over another thread: for files that lie here, the detour costs more than the reading. */
async function* readStored(
  handle: FileHandle,
  stored: StoredBytes,
  tally: Tally,
  { reuse }: { readonly reuse: boolean },
): AsyncGenerator<Buffer, undefined> {
  const shared = reuse ? Buffer.allocUnsafeSlow(Math.min(CHUNK, stored.size)) : undefined;
  let position = stored.offset;
  const end = stored.offset + stored.size;
  while (position < end) {
    const length = Math.min(CHUNK, end - position);
    const buffer = shared ?? Buffer.allocUnsafeSlow(length);
    const bytesRead = readSync(handle.fd, buffer, 0, length, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    if ((position - stored.offset) % STRETCH < bytesRead) await setImmediate();
    const chunk = buffer.subarray(0, bytesRead);
    tally.addPacked(chunk);
    yield chunk;
  }
}
