import { expect, test } from "vitest";
import { CONTEXT, fileEntry, stream } from "../../testing/fake-file.ts";
import { recognised } from "./recognised.ts";

test.each([
  ["Cargo.lock", true],
  ["deep/inside/Gemfile.lock", true],
  ["var/lib/rpm/rpmdb.sqlite-wal", true],
  ["app/node_modules/a/bun.lock", false],
  ["backup/var/lib/rpm/rpmdb.sqlite-wal", false],
  ["Cargo.toml", false],
])("%s: %s", (path, wanted) => {
  expect(recognised.wants(fileEntry(path, 1), CONTEXT)).toBe(wanted);
});

test("says what was not read, without reading it", () => {
  const { facts, taken } = stream(recognised, "a/Cargo.lock", Buffer.alloc(1000), 10);
  expect(taken).toBe(10);
  expect(facts).toEqual([
    {
      kind: "unread-packages",
      at: { path: "a/Cargo.lock" },
      reason: "recognised, not read by this version: lock file of Cargo",
    },
  ]);
});
