import { expect, test } from "vitest";
import { readAll } from "../../testing/fake-file.ts";
import { edgesIn, listing, restOf } from "../../testing/listing.ts";
import { pdmLock } from "./pdm-lock.ts";
import { pipfileLock } from "./pipfile-lock.ts";
import { pylock } from "./pylock.ts";

test("Pipfile.lock: groups say what is needed for what", () => {
  const text = JSON.stringify({
    _meta: { hash: {} },
    default: { Flask_X: { version: "==2.0" }, local: { path: "." } },
    develop: { pytest: { version: "==8.0" } },
    docs: { sphinx: { version: "==7" } },
  });
  const facts = readAll(pipfileLock, "Pipfile.lock", text);
  expect(listing(facts)).toEqual([
    "pkg:pypi/flask-x@2.0 production",
    "pkg:pypi/pytest@8.0 development",
    "pkg:pypi/sphinx@7 development",
  ]);
  expect(restOf(facts)).toEqual(["withoutVersion locked without a version"]);
  expect(restOf(readAll(pipfileLock, "Pipfile.lock", "{}"))).toHaveLength(1);
});

test("pdm.lock: edges and groups", () => {
  const text = `[metadata]
groups = ["default", "test"]

[[package]]
name = "requests"
version = "2.31.0"
groups = ["default"]
dependencies = ["charset_normalizer<4,>=2"]

[[package]]
name = "charset-normalizer"
version = "3.3.2"
groups = ["test"]
`;
  const facts = readAll(pdmLock, "pdm.lock", text);
  expect(listing(facts)).toEqual([
    "pkg:pypi/requests@2.31.0:4 production",
    "pkg:pypi/charset-normalizer@3.3.2:10 development",
  ]);
  expect(edgesIn(facts)).toEqual(["requests@2.31.0 > charset-normalizer@3.3.2"]);
  expect(restOf(readAll(pdmLock, "pdm.lock", "="))).toHaveLength(1);
});

test("pylock.toml: versions may be absent", () => {
  const text = `lock-version = "1.0"
created-by = "x"
[[packages]]
name = "attrs"
version = "25.1.0"
[[packages]]
name = "cattrs"
version = "24.1.2"
dependencies = [{ name = "attrs" }]
[[packages]]
name = "own"
directory = { path = "." }
`;
  const facts = readAll(pylock, "pylock.dev.toml", text);
  expect(listing(facts)).toEqual(["pkg:pypi/attrs@25.1.0:3", "pkg:pypi/cattrs@24.1.2:6"]);
  expect(edgesIn(facts)).toEqual(["cattrs@24.1.2 > attrs@25.1.0"]);
  expect(restOf(facts)).toEqual(["withoutVersion:10 locked without a version"]);
  expect(restOf(readAll(pylock, "pylock.toml", "a = 1"))).toHaveLength(1);
});
