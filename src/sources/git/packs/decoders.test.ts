import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { gitRepository } from "../../../testing/git-repository.ts";
import { makeDelta, packHeader } from "../../../testing/pack-writer.ts";
import { openWorks, PlainWorks, type Works } from "./compiled-delta.ts";
import { readDeltaHead } from "./delta.ts";
import { readObjectHeader } from "./object-header.ts";
import { readPackIndex } from "./pack-index.ts";

/** Decodes or refuses; anything else is a crash. */
function refusesOr<T>(decode: () => T): T | undefined {
  try {
    return decode();
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError);
    return undefined;
  }
}

test("headers of objects, of every kind and size", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 7 }), fc.maxSafeNat(), fc.nat(2 ** 31), (type, size, distance) => {
      fc.pre(type !== 5);
      const offset = 2 ** 32;
      const id = createHash("sha1").update(String(size)).digest();
      const bytes = packHeader(type, size, type === 6 ? distance + 1 : id);
      const header = readObjectHeader(Buffer.concat([Buffer.from("xx"), bytes]), 2, offset, 20);
      expect(header.size).toBe(size);
      expect(header.dataAt).toBe(2 + bytes.length);
      expect(header.kind).toBe(["", "commit", "tree", "blob", "tag", "", "delta", "delta"][type]);
      expect(header.baseAt).toBe(type === 6 ? offset - distance - 1 : undefined);
      expect(header.baseId).toBe(type === 7 ? id.toString("hex") : undefined);
    }),
  );
});

test("any bytes are a header or are refused", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(60), (bytes, offset) => {
      refusesOr(() => readObjectHeader(bytes, 0, offset, 20));
    }),
  );
});

const TEXT = fc.uint8Array({ maxLength: 3000 }).map((bytes) => Buffer.from(bytes));

const MIB = 1024 * 1024;
const WORKS: readonly [string, Works][] = [
  ["compiled", openWorks(8 * MIB)],
  ["plain", new PlainWorks(8 * MIB)],
];

test.each(WORKS)("%s: a delta gives its object, and its copies are the same bytes at both places", (_, works) => {
  fc.assert(
    fc.property(TEXT, fc.array(fc.tuple(fc.nat(3000), fc.nat(3000), TEXT), { maxLength: 8 }), (base, parts) => {
      const { delta, object } = makeDelta(base, parts);
      const { memory, first } = works;
      memory.set(base, first);
      memory.set(delta, first + base.length);
      const end = first + base.length + delta.length;
      const head = readDeltaHead(memory, first + base.length, end);
      expect(head).toMatchObject({ baseSize: base.length, size: object.length });
      const copies = works.apply(head, end, first, end);
      expect(memory.subarray(end, end + object.length).equals(object)).toBe(true);
      let before = 0;
      for (let at = 0; at < copies.length; at += 3) {
        const [now = 0, from = 0, length = 0] = copies.subarray(at, at + 3);
        expect(now).toBeGreaterThanOrEqual(before);
        expect(object.subarray(now, now + length).equals(base.subarray(from, from + length))).toBe(true);
        before = now + length;
      }
      expect(before).toBeLessThanOrEqual(object.length);
    }),
  );
});

test("compiled or plain, of any instructions the same is made, and they stay within base, delta and object", () => {
  const instructions = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc
      .array(fc.oneof(fc.tuple(fc.constantFrom(0x90, 0x91, 0xb1), fc.nat(40), fc.nat(255), fc.nat(1))))
      .map((copies) => Uint8Array.from(copies.flat())),
  );
  fc.assert(
    fc.property(instructions, fc.nat(400), fc.nat(600), (noise, baseSize, size) => {
      const guard = 16;
      const outcomes = WORKS.map(([, works]) => {
        const { memory, first } = works;
        const deltaAt = first + baseSize;
        const targetAt = deltaAt + noise.length + guard;
        memory.fill(7, first, targetAt + size + guard);
        for (let at = 0; at < baseSize; at++) memory[first + at] = at % 251;
        memory.set(noise, deltaAt);
        const head = { baseSize, size, at: deltaAt };
        const copies = refusesOr(() => works.apply(head, deltaAt + noise.length, first, targetAt));
        for (let at = 0; at < baseSize; at++) if (memory[first + at] !== at % 251) throw new Error("base written to");
        expect(memory.subarray(targetAt - guard, targetAt).every((byte) => byte === 7)).toBe(true);
        expect(memory.subarray(targetAt + size, targetAt + size + guard).every((byte) => byte === 7)).toBe(true);
        refusesOr(() => readDeltaHead(noise, 0, noise.length));
        return copies === undefined ? "refused" : [[...copies], memory.toString("hex", targetAt, targetAt + size)];
      });
      expect(outcomes[0]).toEqual(outcomes[1]);
    }),
    { numRuns: 1000 },
  );
});

test.each(WORKS)("%s: its memory grows with what is in it, and no further than it may", (_, works) => {
  works.memory[works.first] = 42;
  expect(works.grow(6 * MIB)).toBe(true);
  expect(works.memory.length).toBeGreaterThanOrEqual(6 * MIB);
  expect(works.memory[works.first]).toBe(42);
  expect(works.grow(9 * MIB)).toBe(false);
});

function packed(): { index: Buffer; ids: string[] } {
  using repository = gitRepository();
  for (let n = 0; n < 5; n++) repository.commit(`${n}`, { a: `${"same line\n".repeat(40)}${n}`, [`b${n}`]: `${n}` });
  repository.git("repack", "-a", "-d", "-q");
  const folder = join(repository.path, ".git/objects/pack");
  const name = readdirSync(folder).find((file) => file.endsWith(".idx")) ?? "";
  const words = ["cat-file", "--batch-all-objects", "--batch-check=%(objectname)"];
  const ids = execFileSync("git", words, { cwd: repository.path, encoding: "utf8" }).trim().split("\n");
  return { index: readFileSync(join(folder, name)), ids };
}
const REAL = packed();

test("git's own index is read", () => {
  const index = readPackIndex(REAL.index, 20);
  expect(index.offsets).toHaveLength(REAL.ids.length);
  expect(new Set(REAL.ids.map((id) => index.find(id))).size).toBe(REAL.ids.length);
  for (const id of REAL.ids) expect(index.sumOf(index.find(id))).toBeTypeOf("number");
  for (const strange of ["0".repeat(40), "f".repeat(40), "abc", "0".repeat(64)]) expect(index.find(strange)).toBe(-1);
});

test("an index that was changed or cut off is refused; when its checksum is made to fit, it is believed or refused", () => {
  const change = fc.record({ at: fc.nat(REAL.index.length - 1), to: fc.nat(255) });
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), fc.nat(), (changes, cut) => {
      expect(() => readPackIndex(REAL.index.subarray(0, cut % REAL.index.length), 20)).toThrow(RangeError);
      const bytes = Buffer.from(REAL.index);
      for (const { at, to } of changes) bytes[at] = to;
      if (bytes.equals(REAL.index)) return;
      expect(() => readPackIndex(bytes, 20)).toThrow(RangeError);
      createHash("sha1")
        .update(bytes.subarray(0, -20))
        .digest()
        .copy(bytes, bytes.length - 20);
      const found = refusesOr(() => readPackIndex(bytes, 20));
      for (const id of REAL.ids) expect(found?.find(id) ?? -1).toBeLessThan(REAL.ids.length);
    }),
    { numRuns: 200 },
  );
});
