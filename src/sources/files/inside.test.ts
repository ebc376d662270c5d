import { expect, test } from "vitest";
import { reasonOf } from "./inside.ts";

/** What `open` throws; the tests run as root, whom no file refuses. */
function fault(code: string): Error {
  return Object.assign(new Error(code), { code, syscall: "open" });
}

test.each([
  ["EACCES", /may not|not allowed|permission/i],
  ["EIO", /disk/],
])("%s is a reason that a person understands", (code, words) => {
  expect(reasonOf(fault(code))).toMatch(words);
});

test("a defect of ours is no unreadable file", () => {
  const defect = new TypeError("x is not a function");
  expect(() => reasonOf(defect)).toThrow(defect);
});
