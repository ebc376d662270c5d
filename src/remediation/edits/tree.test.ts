import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../testing/temporary-folder.ts";
import { openTree } from "./tree.ts";

test("a file is replaced whole, keeps its mode, and leaves nothing beside it", () => {
  using folder = temporaryFolder({ "bin/run.sh": "one" });
  chmodSync(join(folder.path, "bin/run.sh"), 0o754);
  openTree(folder.path).replace("bin/run.sh", Buffer.from("one"), Buffer.from("two"));
  expect(readFileSync(join(folder.path, "bin/run.sh"), "utf8")).toBe("two");
  expect(statSync(join(folder.path, "bin/run.sh")).mode & 0o777).toBe(0o754);
  expect(readdirSync(join(folder.path, "bin"))).toEqual(["run.sh"]);
});

test("a file that changed meanwhile is left alone", () => {
  using folder = temporaryFolder({ a: "theirs" });
  const attempt = () => openTree(folder.path).replace("a", Buffer.from("ours"), Buffer.from("x"));
  expect(attempt).toThrow(expect.objectContaining({ code: "fix/changed-meanwhile" }));
  expect(readFileSync(join(folder.path, "a"), "utf8")).toBe("theirs");
});

test("no link and no path leads out of the root", () => {
  using outside = temporaryFolder({ "a.txt": "outside" });
  using folder = temporaryFolder({ "b.txt": "b" });
  symlinkSync(join(outside.path, "a.txt"), join(folder.path, "link.txt"));
  symlinkSync(outside.path, join(folder.path, "folder"));
  mkdirSync(join(folder.path, "real"));
  const tree = openTree(folder.path);
  for (const path of ["link.txt", "folder/a.txt", "../x", "a/../b.txt", "/etc/passwd", "", "b.txt/", "b\0"]) {
    expect(() => tree.read(path)).toThrow(expect.objectContaining({ code: "fix/outside" }));
    expect(() => tree.replace(path, Buffer.from("outside"), Buffer.from("x"))).toThrow();
  }
  for (const path of ["real", "none"]) {
    expect(() => tree.read(path)).toThrow(expect.objectContaining({ code: "fix/no-file" }));
  }
  expect(readFileSync(join(outside.path, "a.txt"), "utf8")).toBe("outside");
  writeFileSync(join(folder.path, "b.txt"), "c");
  expect(tree.read("b.txt").toString()).toBe("c");
});
