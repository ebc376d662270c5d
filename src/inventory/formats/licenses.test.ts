import { expect, test } from "vitest";
import { readLicense } from "./licenses.ts";

test.each([
  ["MIT", "id"],
  ["GPL-2.0", "id"],
  ["(MIT OR Apache-2.0)", "expression"],
  ["GPL-2.0-only WITH Classpath-exception-2.0 AND (MIT OR BSD-3-Clause)", "expression"],
  ["LicenseRef-ours", "expression"],
  ["mit", "name"],
  ["MIT or Apache", "name"],
  ["MIT AND", "name"],
  ["(MIT", "name"],
  ["MIT)", "name"],
  ["MIT Apache-2.0", "name"],
  ["Artistic or GPL-1+", "name"],
  ["", "name"],
])("%j is written as %s", (text, kind) => {
  expect(readLicense(text).kind).toBe(kind);
});
