import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { ZstdFrames } from "./zstd-frames.ts";

function split(stream: Buffer, chunk: number): Buffer[] {
  const frames = new ZstdFrames();
  const pieces: Buffer[] = [];
  for (let at = 0; at < stream.length; at += chunk) pieces.push(...frames.split(stream.subarray(at, at + chunk)));
  return pieces;
}

const frame = fc
  .tuple(fc.uint8Array({ maxLength: 400 }), fc.integer({ min: 1, max: 500 }), fc.boolean())
  .map(([bytes, times, hasChecksum]) =>
    zstdCompressSync(Buffer.concat(Array.from({ length: times }, () => bytes)), {
      params: { [constants.ZSTD_c_checksumFlag]: hasChecksum ? 1 : 0 },
    }),
  );

test("frames in one chunk are cut apart at their ends", () => {
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 5 }), (frames) => {
      const stream = Buffer.concat(frames);
      expect(split(stream, stream.length || 1).map(String)).toEqual(frames.map(String));
    }),
    { numRuns: 100 },
  );
});

test("nothing is lost in any chunks, and no piece holds bytes of two frames", () => {
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 4 }), fc.integer({ min: 1, max: 300 }), (frames, chunk) => {
      const stream = Buffer.concat(frames);
      const pieces = split(stream, chunk);
      expect(Buffer.concat(pieces).equals(stream)).toBe(true);
      const ends = new Set(frames.map((_, index) => Buffer.concat(frames.slice(0, index + 1)).length));
      let at = 0;
      for (const { length } of pieces) {
        for (let inside = at + 1; inside < at + length; inside++) expect(ends.has(inside)).toBe(false);
        at += length;
      }
    }),
    { numRuns: 50 },
  );
});

test("a skippable frame is a piece of its own; other bytes pass as they are", () => {
  const skippable = Buffer.from([0x53, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 9, 9]);
  const data = zstdCompressSync(Buffer.from("x"));
  expect(split(Buffer.concat([skippable, data]), 1000)).toEqual([skippable, data]);
  expect(split(Buffer.from("no zstd at all"), 1000)).toEqual([Buffer.from("no zstd at all")]);
  expect(zstdDecompressSync(data).toString()).toBe("x");
});
