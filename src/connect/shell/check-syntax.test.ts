import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../testing/temporary-folder.ts";
import { acceptsScript } from "./check-syntax.ts";

test("a script is read and not run", async () => {
  using folder = temporaryFolder();
  const ran = join(folder.path, "ran");
  expect(await acceptsScript("sh", Buffer.from(`touch ${ran}\nX="$(touch ${ran})"\n`))).toBe(true);
  expect(await acceptsScript("sh", Buffer.from('X="$(echo"\n'))).toBe(false);
  expect(existsSync(ran)).toBe(false);
});
