import { lstatSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { writeWhole } from "./write-out.ts";

test("a file is replaced as a whole, for its owner alone", () => {
  using folder = temporaryFolder();
  const file = join(folder.path, "report");
  writeWhole(file, "first");
  writeWhole(file, "second");
  expect(readFileSync(file, "utf8")).toBe("second");
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test("a device is written to and not replaced", () => {
  using folder = temporaryFolder();
  const link = join(folder.path, "null");
  symlinkSync("/dev/null", link);
  writeWhole(link, "text");
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(statSync(link).isCharacterDevice()).toBe(true);
});
