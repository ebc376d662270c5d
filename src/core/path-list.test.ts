import fc from "fast-check";
import { expect, test } from "vitest";
import { packPaths, unpackPaths } from "./path-list.ts";

const PATH = fc.oneof(
  fc.string({ unit: "binary" }).map((text) => text.replaceAll("\0", "")),
  fc.array(fc.constantFrom("usr", "share", "doc", "ä", "\n"), { maxLength: 90 }).map((parts) => parts.join("/")),
);

test("what was packed comes out in its order, whatever the names", () => {
  fc.assert(
    fc.property(fc.array(PATH), (paths) => {
      expect([...unpackPaths(packPaths(paths))]).toEqual(paths);
    }),
  );
});

test("paths of one folder take little more than their names", () => {
  const paths = Array.from({ length: 100 }, (_, n) => `usr/share/doc/package-${n}/copyright`);
  expect(packPaths(paths).length).toBeLessThan(100 * 20);
});
