import { createHash } from "node:crypto";
import { open, stat } from "node:fs/promises";

/** Where a layer's stored bytes lie, and their digest: `sha256:…`. */
export interface StoredLayer {
  readonly file: string;
  readonly offset: number;
  readonly size: number;
  readonly digest: string;
}

/** A file written this short a time ago could be written again within one tick of the file system's clock. */
const SETTLED_MS = 2000;

const CHUNK = 1024 * 1024;

/**
 * What a file system says of a file that changes with every write to it: device, inode, size, and the times of its last
 * write and last change in nanoseconds. No program can set the last one back, so bytes that were verified under a state
 * are the same as long as the state is: git keeps its index by the same rule.
 * @returns undefined for a file that is not there, or was written a moment ago
 */
export async function settledState({ file, offset, size }: StoredLayer): Promise<string | undefined> {
  const now = Date.now();
  const stats = await stat(file, { bigint: true }).catch(() => undefined);
  if (stats === undefined || Number(stats.ctimeMs) > now - SETTLED_MS) return undefined;
  return [stats.dev, stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs, offset, size].join(" ");
}

/** Whether the stored bytes have their digest: reads all of them. */
export async function haveTheirDigest({ file, offset, size, digest }: StoredLayer): Promise<boolean> {
  const hash = createHash("sha256");
  const buffer = Buffer.allocUnsafeSlow(Math.min(CHUNK, Math.max(1, size)));
  await using handle = await open(file, "r");
  for (let done = 0; done < size; ) {
    const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.length, size - done), offset + done);
    if (bytesRead === 0) break;
    hash.update(buffer.subarray(0, bytesRead));
    done += bytesRead;
  }
  return `sha256:${hash.digest("hex")}` === digest;
}
