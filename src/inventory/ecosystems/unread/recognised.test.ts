import { expect, test } from "vitest";
import { CONTEXT, fileEntry, stream } from "../../testing/fake-file.ts";
import { recognised } from "./recognised.ts";

test.each([
  ["bun.lockb", true],
  ["deep/inside/bun.lockb", true],
  ["var/lib/rpm/rpmdb.sqlite-wal", true],
  ["app/node_modules/a/bun.lockb", false],
  ["backup/var/lib/rpm/rpmdb.sqlite-wal", false],
  ["Cargo.toml", false],
])("%s: %s", (path, wanted) => {
  expect(recognised.wants(fileEntry(path, 1), CONTEXT)).toBe(wanted);
});

test("says what was not read, without reading it", () => {
  const { facts, taken } = stream(recognised, "a/bun.lockb", Buffer.alloc(1000), 10);
  expect(taken).toBe(10);
  expect(facts).toEqual([
    {
      kind: "unread-packages",
      at: { path: "a/bun.lockb" },
      reason: "recognised, not read by this version: lock file of Bun",
    },
  ]);
});
