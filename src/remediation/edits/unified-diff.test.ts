import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { applyEdits } from "../../documents/text.ts";
import { temporaryFolder } from "../../testing/temporary-folder.ts";
import { unifiedDiff } from "./unified-diff.ts";

test("a change with three lines around it", () => {
  const before = Buffer.from("1\n2\n3\n4\nuses: a@v4\n6\n7\n8\n9\n");
  const at = before.indexOf("v4");
  expect(unifiedDiff("w.yml", before, [{ start: at, end: at + 2, replacement: "abc # v4" }])).toBe(
    [
      "--- a/w.yml",
      "+++ b/w.yml",
      "@@ -2,7 +2,7 @@",
      " 2",
      " 3",
      " 4",
      "-uses: a@v4",
      "+uses: a@abc # v4",
      " 6",
      " 7",
      " 8",
      "",
    ].join("\n"),
  );
});

test("an inserted line shows as added alone, at the end of a file without a last line break, too", () => {
  expect(unifiedDiff("f", Buffer.from("a\nb\n"), [{ start: 2, end: 2, replacement: "new\n" }])).toBe(
    "--- a/f\n+++ b/f\n@@ -1,2 +1,3 @@\n a\n+new\n b\n",
  );
  expect(unifiedDiff("f", Buffer.from("a"), [{ start: 1, end: 1, replacement: "\nb" }])).toBe(
    "--- a/f\n+++ b/f\n@@ -1,1 +1,2 @@\n-a\n\\ No newline at end of file\n+a\n+b\n\\ No newline at end of file\n",
  );
});

test("what git applies is what the edits make, whatever the lines", () => {
  const text = fc.array(fc.constantFrom("a", "b\n", "\n", "c\r\n", "ä\n"), { minLength: 1, maxLength: 24 });
  const cut = fc.record({
    at: fc.nat(60),
    length: fc.nat(6),
    replacement: fc.constantFrom("", "x", "x\n", "\ny", "b\n"),
  });
  fc.assert(
    fc.property(text, fc.array(cut, { minLength: 1, maxLength: 3 }), (parts, cuts) => {
      const before = Buffer.from(parts.join(""));
      const edits = spread(before, cuts);
      const after = applyEdits(before, edits);
      if (after.equals(before)) return;
      using folder = temporaryFolder({ "a ü.txt": before, "change.patch": unifiedDiff("a ü.txt", before, edits) });
      execFileSync("git", ["apply", "--whitespace=nowarn", "change.patch"], { cwd: folder.path, stdio: "pipe" });
      const applied = after.length === 0 ? Buffer.alloc(0) : readFileSync(join(folder.path, "a ü.txt"));
      expect(applied.toString()).toBe(after.toString());
    }),
    { numRuns: 100 },
  );
});

/** Edits that do not overlap and cut no character in two. */
function spread(bytes: Buffer, cuts: readonly { at: number; length: number; replacement: string }[]) {
  const boundary = (at: number) => {
    let offset = Math.min(at, bytes.length);
    while (((bytes[offset] ?? 0) & 0xc0) === 0x80) offset++;
    return offset;
  };
  let free = 0;
  return [...cuts]
    .sort((a, b) => a.at - b.at)
    .flatMap(({ at, length, replacement }) => {
      const start = boundary(at);
      const end = boundary(start + length);
      if (start < free) return [];
      free = end + 1;
      return [{ start, end, replacement }];
    });
}
