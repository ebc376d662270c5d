import { expect, test } from "vitest";
import { packagesIn, readAll } from "../../testing/fake-file.ts";
import { poetryLock } from "./poetry-lock.ts";
import { uvLock } from "./uv-lock.ts";

test("poetry.lock: names, groups and edges", () => {
  const text = `
[[package]]
name = "Requests"
version = "2.31.0"
optional = false
groups = ["main", "dev"]

[package.dependencies]
Charset_Normalizer = ">=2"

[[package]]
name = "charset-normalizer"
version = "3.3.2"
optional = false
groups = ["dev"]

[[package]]
name = "old"
version = "1.0"
category = "dev"
optional = true
`;
  expect(packagesIn(readAll(poetryLock, "poetry.lock", text))).toMatchObject([
    { name: "requests", scope: "production", needs: [["charset-normalizer"]] },
    { name: "charset-normalizer", scope: "development" },
    { name: "old", scope: "optional" },
  ]);
});

test("uv.lock: the project is no package; reach says what is production", () => {
  const text = `
version = 1
[[package]]
name = "project"
version = "0.1.0"
source = { editable = "." }
dependencies = [{ name = "a" }]
[package.optional-dependencies]
fast = [{ name = "c" }]
[package.dev-dependencies]
dev = [{ name = "d" }, { name = "b" }]

[[package]]
name = "a"
version = "1.0"
source = { registry = "https://example.com/simple" }
dependencies = [{ name = "b", version = "1.0" }]

[[package]]
name = "b"
version = "1.0"

[[package]]
name = "b"
version = "2.0"

[[package]]
name = "c"
version = "1.0"

[[package]]
name = "d"
version = "1.0"
dependencies = [{ name = "c" }]
`;
  expect(
    packagesIn(readAll(uvLock, "uv.lock", text)).map(({ name, version, scope, direct, needs }) => [
      name,
      version,
      scope,
      direct,
      needs,
    ]),
  ).toEqual([
    ["a", "1.0", "production", true, [["b@1.0"]]],
    ["b", "1.0", "production", true, []],
    ["b", "2.0", "development", true, []],
    ["c", "1.0", "optional", true, []],
    ["d", "1.0", "development", true, [["c"]]],
  ]);
});

test.each(["[[package]]\nname = 7", "= broken", "package = 7"])("%j is said to be unreadable", (text) => {
  expect(readAll(poetryLock, "poetry.lock", text).map(({ kind }) => kind)).toEqual(["unread-packages"]);
  expect(readAll(uvLock, "uv.lock", text).map(({ kind }) => kind)).toEqual(["unread-packages"]);
});
