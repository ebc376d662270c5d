import { expect, test } from "vitest";
import { hashesIn } from "./integrity.ts";
import { nameOfSupplier } from "./supplier.ts";

const SHA1 = `sha1-${Buffer.alloc(20, 1).toString("base64")}`;
const SHA512 = `sha512-${Buffer.alloc(64, 2).toString("base64")}`;

test.each<[string | undefined, string[]]>([
  [undefined, []],
  ["", []],
  [SHA1, [`sha1:${"01".repeat(20)}`]],
  [`${SHA1} ${SHA512}?x`, [`sha1:${"01".repeat(20)}`, `sha512:${"02".repeat(64)}`]],
  ["sha512-dG9vIHNob3J0", []],
  ["md5-1B2M2Y8AsgTpgAmY7PhCfg==", []],
])("%s", (integrity, hashes) => {
  expect(hashesIn(integrity)).toEqual(hashes);
});

test.each<[string | undefined, string | undefined]>([
  [undefined, undefined],
  ["Debian Bash Team <team@example.org>", "Debian Bash Team"],
  ['"Doe, Ada" <ada@example.org>', "Doe, Ada"],
  ["Ada Doe (https://example.org)", "Ada Doe"],
  ["Red Hat, Inc.", "Red Hat, Inc."],
  ["<ada@example.org>", undefined],
  ["ada@example.org", undefined],
  ["UNKNOWN", undefined],
  ["x".repeat(300), undefined],
])("%s is %s", (written, name) => {
  expect(nameOfSupplier(written)).toBe(name);
});
