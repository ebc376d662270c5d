import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { buildZip } from "../testing/zip-builder.ts";
import { readZip, readZipBytes } from "./zip.ts";

const folder = mkdtempSync(join(tmpdir(), "waybill-zip-"));
afterAll(() => rmSync(folder, { recursive: true }));

function entries(bytes: Buffer): { name: string; text: string }[] {
  const path = join(folder, "a.zip");
  writeFileSync(path, bytes);
  const found = [];
  for (const entry of readZip(path)) found.push({ name: entry.name, text: entry.read().toString() });
  return found;
}

test("reads what a zip holds", () => {
  expect(entries(buildZip({ "a.json": "{}", "b/ü.json": "x".repeat(10_000) }))).toEqual([
    { name: "a.json", text: "{}" },
    { name: "b/ü.json", text: "x".repeat(10_000) },
  ]);
});

test("a zip in memory, also behind a program that unpacks it", () => {
  const zip = buildZip({ "a.json": "{}", b: "x" });
  const names = (bytes: Buffer) => [...readZipBytes(bytes)].map(({ name, read }) => [name, read().toString()]);
  expect(names(zip)).toEqual([
    ["a.json", "{}"],
    ["b", "x"],
  ]);
  expect(names(Buffer.concat([Buffer.from("#!/bin/sh\nexec java -jar $0\n"), zip]))).toEqual(names(zip));
});

test.each([
  ["nothing", Buffer.alloc(0), "no directory"],
  ["another file", Buffer.from("hello, this is not a zip"), "no directory"],
  [
    "a zip cut in the middle",
    buildZip({ a: "x".repeat(100), b: "y" }).subarray(60),
    "points outside|damaged|not where",
  ],
])("%s is refused with a reason", (_, bytes, reason) => {
  expect(() => entries(bytes)).toThrow(new RegExp(reason));
});

test("an entry that unpacks to more than it says, or than is wanted, is refused", () => {
  const path = join(folder, "bomb.zip");
  const zip = buildZip({ a: "0".repeat(1_000_000) });
  writeFileSync(path, zip);
  for (const entry of readZip(path)) expect(() => entry.read(1000)).toThrow("more than 1000");
  const lying = Buffer.from(zip);
  lying.writeUInt32LE(10, lying.lastIndexOf("PK\u0001\u0002", undefined, "latin1") + 24);
  writeFileSync(path, lying);
  for (const entry of readZip(path)) expect(() => entry.read()).toThrow();
});

test("any damage is an error with words, never a hang or a crash of another kind", () => {
  const sound = buildZip({ "a.json": '{"id":"A"}', "b.json": '{"id":"B"}' });
  fc.assert(
    fc.property(fc.nat(sound.length - 1), fc.integer({ min: 0, max: 255 }), (at, value) => {
      const damaged = Buffer.from(sound);
      damaged[at] = value;
      try {
        entries(damaged);
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
    }),
    { numRuns: 150 },
  );
});
