import { deflateSync } from "node:zlib";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { openInflater, publicInflater } from "./inflate-at.ts";

const WAYS = [
  ["the engine below the streams", openInflater()],
  ["the documented way", publicInflater],
] as const;

test("this Node has the engine", () => {
  expect(openInflater()).not.toBe(publicInflater);
});

test.each(WAYS)("%s: streams one behind the other, into the middle of an output", (_, inflater) => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 5000 }), { minLength: 1, maxLength: 5 }), (contents) => {
      const packed = contents.map((content) => deflateSync(content));
      const all = Buffer.concat([Buffer.from("before"), ...packed, Buffer.from("behind")]);
      let at = 6;
      for (const [index, content] of contents.entries()) {
        const output = Buffer.alloc(content.length + 20, 7);
        const taken = inflater.inflate(all, at, all.length, output, 10, content.length);
        expect(taken).toBe(packed[index]?.length);
        expect(output.subarray(10, 10 + content.length).equals(content)).toBe(true);
        expect(output.subarray(11 + content.length).every((byte) => byte === 7)).toBe(true);
        at += taken;
      }
    }),
  );
});

test.each(WAYS)("%s: any bytes are unpacked or refused, and the next stream is none the worse", (_, inflater) => {
  const good = deflateSync("good");
  const output = Buffer.alloc(10_000);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(200), fc.nat(300), (noise, cut, size) => {
      for (const bytes of [noise, deflateSync(noise).subarray(0, cut)]) {
        try {
          inflater.inflate(bytes, 0, bytes.length, output, 0, size);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }
      expect(inflater.inflate(good, 0, good.length, output, 0, 4)).toBe(good.length);
    }),
  );
});
