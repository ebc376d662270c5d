import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { gitRepository } from "../../../testing/git-repository.ts";
import { makeDelta, packHeader } from "../../../testing/pack-writer.ts";
import { applyDelta, CopyList, readDeltaHead } from "./delta.ts";
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

test("a delta gives its object, and its copies are the same bytes at both places", () => {
  fc.assert(
    fc.property(TEXT, fc.array(fc.tuple(fc.nat(3000), fc.nat(3000), TEXT), { maxLength: 8 }), (base, parts) => {
      const { delta, object } = makeDelta(base, parts);
      const memory = Buffer.concat([base, delta, Buffer.alloc(object.length + 1)]);
      const end = base.length + delta.length;
      const head = readDeltaHead(memory, base.length, end);
      expect(head).toMatchObject({ baseSize: base.length, size: object.length });
      const copies = new CopyList();
      applyDelta(memory, head, end, 0, end, copies);
      expect(memory.subarray(end, end + object.length).equals(object)).toBe(true);
      let before = 0;
      const list = [...copies.list()];
      for (let at = 0; at < list.length; at += 3) {
        const [now = 0, from = 0, length = 0] = list.slice(at, at + 3);
        expect(now).toBeGreaterThanOrEqual(before);
        expect(object.subarray(now, now + length).equals(base.subarray(from, from + length))).toBe(true);
        before = now + length;
      }
      expect(before).toBeLessThanOrEqual(object.length);
    }),
  );
});

test("any instructions stay within the base, the delta and the object", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(40), fc.nat(300), (noise, baseSize, size) => {
      const guard = 16;
      const targetAt = baseSize + noise.length + guard;
      const memory = Buffer.alloc(targetAt + size + guard, 7);
      memory.set(noise, baseSize);
      const head = { baseSize, size, at: baseSize };
      refusesOr(() => applyDelta(memory, head, baseSize + noise.length, 0, targetAt, new CopyList()));
      expect(memory.subarray(0, baseSize).every((byte) => byte === 7)).toBe(true);
      expect(memory.subarray(targetAt - guard, targetAt).every((byte) => byte === 7)).toBe(true);
      expect(memory.subarray(targetAt + size).every((byte) => byte === 7)).toBe(true);
      refusesOr(() => readDeltaHead(noise, 0, noise.length));
    }),
    { numRuns: 500 },
  );
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
