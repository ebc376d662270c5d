import fc from "fast-check";
import { expect, test } from "vitest";
import { applyEdits, byteOffset, Lines } from "./text.ts";

test("finds line and column", () => {
  const lines = new Lines("ab\nc\n\nd");
  expect(lines.position(0)).toEqual({ line: 1, column: 1 });
  expect(lines.position(3)).toEqual({ line: 2, column: 1 });
  expect(lines.position(6)).toEqual({ line: 4, column: 1 });
  expect(lines.startOf(4)).toBe(6);
});

test("counts bytes, not characters", () => {
  expect(byteOffset("äb", 1)).toBe(2);
});

test("edits leave the rest as it was", () => {
  const edits = [
    { start: 6, end: 11, replacement: "all" },
    { start: 0, end: 0, replacement: "> " },
  ];
  expect(applyEdits(Buffer.from("hello world!"), edits).toString()).toBe("> hello all!");
});

test("refuses edits that overlap", () => {
  const edits = [
    { start: 0, end: 5, replacement: "" },
    { start: 4, end: 6, replacement: "" },
  ];
  expect(() => applyEdits(Buffer.from("hello world"), edits)).toThrow("overlap");
});

test("an empty list changes nothing", () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => applyEdits(Buffer.from(bytes), []).equals(Buffer.from(bytes))));
});
