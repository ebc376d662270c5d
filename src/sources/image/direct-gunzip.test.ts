import { randomBytes } from "node:crypto";
import { createGunzip, gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { directGunzip } from "./direct-gunzip.ts";

/** What comes out, and what it complains of: `Z_DATA_ERROR`. */
interface Unpacked {
  readonly content: string;
  readonly fault?: string | undefined;
}

function directly(packed: Buffer, chunk: number, room: number): Unpacked {
  const gunzip = directGunzip();
  if (gunzip === undefined) throw new Error("this Node has no engine below its stream");
  const [output, pieces] = [Buffer.alloc(room), [] as Buffer[]];
  let fault: string | undefined;
  try {
    for (let at = 0; at < packed.length; at += chunk) {
      for (const piece of gunzip.unpack(packed.subarray(at, at + chunk), output)) pieces.push(Buffer.from(piece));
    }
    for (const piece of gunzip.end(output)) pieces.push(Buffer.from(piece));
  } catch (error) {
    fault = (error as { code?: string }).code;
  } finally {
    gunzip.close();
  }
  return { content: Buffer.concat(pieces).toString("hex"), fault };
}

async function byStream(packed: Buffer, chunk: number): Promise<Unpacked> {
  const pieces: Buffer[] = [];
  let fault: string | undefined;
  const stream = createGunzip();
  for (let at = 0; at < packed.length; at += chunk) stream.write(packed.subarray(at, at + chunk));
  stream.end();
  try {
    for await (const piece of stream as AsyncIterable<Buffer>) pieces.push(piece);
  } catch (error) {
    fault = (error as { code?: string }).code;
  }
  return { content: Buffer.concat(pieces).toString("hex"), fault };
}

test("it stands on this Node, so that its speed is not lost without a word", () => {
  expect(directGunzip()).toBeDefined();
});

const ROOM = fc.constantFrom(64, 1000, 65_536);
const CHUNK = fc.constantFrom(1, 7, 512, 65_536);
const MEMBERS = fc.array(fc.string({ maxLength: 3000 }).map(Buffer.from), { minLength: 1, maxLength: 3 });

test("members, one after the other, give what the stream gives, however they are cut", async () => {
  await fc.assert(
    fc.asyncProperty(MEMBERS, CHUNK, ROOM, async (members, chunk, room) => {
      const packed = Buffer.concat(members.map((member) => gzipSync(member)));
      expect(directly(packed, chunk, room)).toEqual({
        content: Buffer.concat(members).toString("hex"),
        fault: undefined,
      });
    }),
    { numRuns: 60 },
  );
});

test.each([
  ["broken off", (packed: Buffer) => packed.subarray(0, packed.length - 9)],
  ["broken off in its head", (packed: Buffer) => packed.subarray(0, 5)],
  [
    "damaged",
    (packed: Buffer) => Buffer.from(packed.map((byte, at) => (at === packed.length >> 1 ? byte ^ 255 : byte))),
  ],
  ["followed by zeros", (packed: Buffer) => Buffer.concat([packed, Buffer.alloc(5000)])],
  ["followed by something else", (packed: Buffer) => Buffer.concat([packed, Buffer.from("something else".repeat(99))])],
  ["followed by half a member", (packed: Buffer) => Buffer.concat([packed, packed.subarray(0, 30)])],
  ["empty", () => Buffer.alloc(0)],
])("a stream that is %s ends as node's does", async (_, change) => {
  const packed = change(gzipSync(randomBytes(4000)));
  for (const chunk of [100, 65_536]) {
    const [own, theirs] = [directly(packed, chunk, 1000), await byStream(packed, chunk)];
    expect(own.fault).toBe(theirs.fault);
    // With a fault the stream throws away what it holds; what came before the fault is worth a look.
    expect(own.content.startsWith(theirs.content)).toBe(true);
    if (own.fault === undefined) expect(own.content.length).toBe(theirs.content.length);
  }
});
