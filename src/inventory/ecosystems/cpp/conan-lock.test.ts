import { expect, test } from "vitest";
import { readAll } from "../../testing/fake-file.ts";
import { edgesIn, listing, restOf } from "../../testing/listing.ts";
import { conanLock } from "./conan-lock.ts";

test("version 2: lists", () => {
  const text = JSON.stringify({
    version: "0.5",
    requires: ["zlib/1.2.13#13c9%1667", "openssl/3.1.0"],
    build_requires: ["cmake/3.27.0@user/channel"],
  });
  expect(listing(readAll(conanLock, "conan.lock", text))).toEqual([
    "pkg:conan/zlib@1.2.13 production",
    "pkg:conan/openssl@3.1.0 production",
    "pkg:conan/cmake@3.27.0 development",
  ]);
});

test("version 1: a graph", () => {
  const nodes = {
    0: { requires: ["1"] },
    1: { ref: "openssl/3.1.0#1", requires: ["2"] },
    2: { ref: "zlib/1.2.13#2" },
    3: { ref: "x" },
  };
  const facts = readAll(conanLock, "conan.lock", JSON.stringify({ graph_lock: { nodes } }));
  expect(edgesIn(facts)).toEqual(["openssl@3.1.0 > zlib@1.2.13"]);
  expect(restOf(facts)).toEqual(["unread an entry of the lock file is no reference"]);
  expect(restOf(readAll(conanLock, "conan.lock", "{}"))).toHaveLength(1);
});
