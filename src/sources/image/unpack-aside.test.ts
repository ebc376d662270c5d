import { randomBytes } from "node:crypto";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { expect, test } from "vitest";
import { sha256 } from "../../testing/image-builder.ts";
import { temporaryFolder } from "../../testing/temporary-folder.ts";
import type { Compression } from "./unpack.ts";
import { unpackAside } from "./unpack-aside.ts";
import type { Packed } from "./unpacking.ts";

/** More than the ring between the threads holds. */
const CONTENT = Buffer.concat([Buffer.alloc(6_000_000, "abc"), randomBytes(100_000)]);

function packedAt(file: string, size: number, compression: Compression = "gzip"): Packed {
  return { stored: { file, offset: 0, size }, compression, algorithm: "sha256" };
}

async function unpackAll(packed: Packed, enough = Number.POSITIVE_INFINITY) {
  const unpacking = unpackAside(packed);
  const chunks: Buffer[] = [];
  let fault: unknown;
  try {
    for await (const chunk of unpacking.chunks()) {
      if (chunks.push(Buffer.from(chunk)) >= enough) break;
    }
  } catch (error) {
    fault = error;
  }
  const digests = await unpacking.digests();
  await unpacking.release();
  return { content: Buffer.concat(chunks), fault, digests, counted: [unpacking.packed, unpacking.unpacked] };
}

test.each([
  ["gzip", gzipSync],
  ["zstd", zstdCompressSync],
] as const)("%s: the same bytes and sums as in one thread", async (compression, compress) => {
  const bytes = compress(CONTENT);
  using folder = temporaryFolder({ layer: bytes });
  const { content, fault, digests, counted } = await unpackAll(
    packedAt(`${folder.path}/layer`, bytes.length, compression),
  );
  expect([content.equals(CONTENT), fault]).toEqual([true, undefined]);
  expect([`sha256:${digests.packed}`, `sha256:${digests.unpacked}`]).toEqual([sha256(bytes), sha256(CONTENT)]);
  expect(counted).toEqual([bytes.length, CONTENT.length]);
});

test("whoever has seen enough still learns what all stored bytes sum up to", async () => {
  const bytes = gzipSync(CONTENT);
  using folder = temporaryFolder({ layer: bytes });
  const { content, digests } = await unpackAll(packedAt(`${folder.path}/layer`, bytes.length), 1);
  expect(content.length).toBeLessThan(CONTENT.length);
  expect(`sha256:${digests.packed}`).toBe(sha256(bytes));
});

test("broken bytes are the same fault as in one thread, after what came before them", async () => {
  const bytes = gzipSync(CONTENT);
  const broken = Buffer.concat([bytes.subarray(0, bytes.length >> 1), randomBytes(1000)]);
  using folder = temporaryFolder({ layer: broken });
  const { content, fault, digests } = await unpackAll(packedAt(`${folder.path}/layer`, broken.length));
  expect(content.length).toBeGreaterThan(0);
  expect(fault).toMatchObject({ code: expect.stringMatching(/^Z_/) });
  expect(`sha256:${digests.packed}`).toBe(sha256(broken));
});

test("a thread that cannot work leaves nobody waiting", async () => {
  using folder = temporaryFolder();
  const unpacking = unpackAside(packedAt(`${folder.path}/missing`, 10));
  await expect(unpacking.digests()).rejects.toThrow("ENOENT");
  await expect(unpacking.chunks()[Symbol.asyncIterator]().next()).rejects.toThrow("ENOENT");
});
