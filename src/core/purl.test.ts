import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type Purl, purlFault, readPurl, writePurl } from "./purl.ts";

test.each<[text: string, parts: Purl]>([
  ["pkg:npm/%40scope/name@1.0.0", { type: "npm", namespace: "@scope", name: "name", version: "1.0.0" }],
  [
    "pkg:deb/debian/libstdc%2B%2B6@12.2.0-14",
    { type: "deb", namespace: "debian", name: "libstdc++6", version: "12.2.0-14" },
  ],
  [
    "pkg:rpm/fedora/bash@5.2-1?arch=x86_64&epoch=1",
    { type: "rpm", namespace: "fedora", name: "bash", version: "5.2-1", qualifiers: { arch: "x86_64", epoch: "1" } },
  ],
  [
    "pkg:golang/example.com/a/b@v1#c/d",
    { type: "golang", namespace: "example.com/a", name: "b", version: "v1", subpath: "c/d" },
  ],
  ["pkg:docker/a@sha256:5f3c", { type: "docker", name: "a", version: "sha256:5f3c" }],
])("%s is read and written", (text, parts) => {
  expect(readPurl(text)).toEqual(parts);
  expect(writePurl(parts)).toBe(text);
  expect(purlFault(text)).toBeUndefined();
});

test.each([
  ["pkg:GOLANG/example.com/a#/b/./../c/", "pkg:golang/example.com/a#b/c"],
  ["pkg://npm//@scope/a@1", "pkg:npm/%40scope/a@1"],
  ["pkg:PyPI/Django_package@1", "pkg:pypi/django-package@1"],
  ["pkg:composer/Laravel/Laravel@5", "pkg:composer/laravel/laravel@5"],
  ["pkg:gem/a@1?Platform=java&empty=", "pkg:gem/a@1?platform=java"],
  ["pkg:cocoapods/A@1#NSData+zlib", "pkg:cocoapods/A@1#NSData%2Bzlib"],
])("%s is meant as %s", (text, written) => {
  const parts = readPurl(text);
  expect(parts && writePurl(parts)).toBe(written);
});

test.each([
  ["npm/a@1", "no package URL"],
  ["pkg:npm", "no package URL"],
  ["pkg:3npm/a", "no package URL"],
  ["pkg:npm/%zz", "no package URL"],
  ["pkg:swift/github.com/a/@1", "a package URL without a name"],
  ["pkg:swift/a@1", "a package URL of swift without a namespace"],
  ["pkg:cargo/a/b@1", "a package URL of cargo with a namespace"],
  ["pkg:rpm/fedora/a@1?Arch=i386", "a package URL with a qualifier that is not in small letters"],
  ["pkg:npm/a@1?in%20use=1", "a package URL with a qualifier that is not in small letters"],
])("%s: %s", (text, fault) => {
  expect(purlFault(text)).toBe(fault);
});

test("whatever the parts are, what is written reads back; and no text makes it throw", () => {
  const part = fc.string({ minLength: 1, unit: "binary" });
  const path = part.filter((text) => !text.split("/").some((one) => one === "" || one === "." || one === ".."));
  fc.assert(
    fc.property(part, part, path, part, fc.string(), (name, version, namespace, value, noise) => {
      const parts = { type: "generic", namespace, name, version, qualifiers: { key: value } };
      expect(readPurl(writePurl(parts))).toEqual({
        ...parts,
        namespace: namespace.toWellFormed(),
        name: name.toWellFormed(),
        version: version.toWellFormed(),
        qualifiers: { key: value.toWellFormed() },
      });
      expect(() => purlFault(`pkg:npm/${noise}`)).not.toThrow();
    }),
  );
});
