import type { FileHandle } from "node:fs/promises";
import { type Compression, readRest, type StoredBytes, Tally, unpack } from "./unpack.ts";

/** A layer that is being unpacked: its bytes as they come, and what they sum up to. */
export interface Unpacking {
  /** Bytes so far. What is handed out is counted. */
  readonly packed: number;
  readonly unpacked: number;
  /** Each valid until the next is asked for. Throws what node:zlib throws when the packed bytes are broken. */
  chunks(): AsyncIterable<Buffer>;
  /** To be asked once, when no more chunks are wanted: reads the rest of the stored bytes for their digest. */
  digests(): Promise<Digests>;
}

/** Hexadecimal digits. */
export interface Digests {
  /** Of all stored bytes. */
  readonly packed: string;
  /** Of those that were unpacked. */
  readonly unpacked: string;
}

/** What to unpack, as plain data. */
export interface Packed {
  readonly stored: StoredBytes;
  readonly compression: Compression;
  /** Of the stored bytes' digest. */
  readonly algorithm: string;
}

/** Unpacks in this thread, as far as node:zlib works in it. */
export function unpackHere(handle: FileHandle, { stored, compression, algorithm }: Packed): Unpacking {
  const tally = new Tally(algorithm, compression);
  return {
    get packed() {
      return tally.packed;
    },
    get unpacked() {
      return tally.unpacked;
    },
    chunks: () => unpack(handle, stored, compression, tally),
    digests: async () => {
      await readRest(handle, stored, tally);
      return tally.digests();
    },
  };
}
