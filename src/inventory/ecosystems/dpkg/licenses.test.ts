import * as fc from "fast-check";
import { expect, test } from "vitest";
import { withLicenses } from "../../assembly/licenses.ts";
import type { PackageLicensesFact } from "../../facts.ts";
import { CONTEXT, fileEntry, packagesIn, readAll } from "../../testing/fake-file.ts";
import { dpkgCopyright } from "./copyright.ts";
import { readCopyright } from "./licenses.ts";
import { dpkgStatus } from "./status.ts";

const FORMAT = "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\nFiles: *\n";

test.each([
  ["License: Expat", ["MIT"]],
  ["License: GPL-2+\n text", ["GPL-2.0-or-later"]],
  ["License: LGPL-3+ or GPL-2", ["LGPL-3.0-or-later OR GPL-2.0-only"]],
  ["License: LGPLv3+_or_GPLv2+", ["LGPL-3.0-or-later OR GPL-2.0-or-later"]],
  ["License: GPL-2+ with Autoconf exception", ["GPL-2+ with Autoconf exception"]],
  ["License: BSD-3-clause\nLicense: BSD-3-Clause\nLicense: own-words", ["BSD-3-Clause", "own-words"]],
  ["License: A or B and C", ["A or B and C"]],
  ["License:\n Permission is granted", []],
  [`License: ${"x".repeat(100)}`, []],
])("%j", (text, licenses) => {
  expect(readCopyright(FORMAT + text)).toEqual(licenses);
});

test("without the format, the common licences that are referred to", () => {
  const text = "On Debian systems see /usr/share/common-licenses/GPL-2.\nand `/usr/share/common-licenses/Apache-2.0'";
  expect(readCopyright(text)).toEqual(["GPL-2 (/usr/share/common-licenses/GPL-2)", "Apache-2.0"]);
});

test("a package without the file has the licences of one that was made from the same source", () => {
  const stanza = (name: string) => `Package: ${name}\nVersion: 1\nArchitecture: amd64\nSource: s\n\n`;
  const packages = packagesIn(readAll(dpkgStatus, "var/lib/dpkg/status", ["a", "b"].map(stanza).join("")));
  const lists = readAll(
    dpkgCopyright,
    "usr/share/doc/a/copyright",
    `${FORMAT}License: Zlib`,
  ) as unknown as PackageLicensesFact[];
  expect(withLicenses(packages, lists).map(({ licenses }) => licenses)).toEqual([["Zlib"], ["Zlib"]]);
});

test("only the file of a package", () => {
  expect(dpkgCopyright.wants(fileEntry("usr/share/doc/a/copyright"), CONTEXT)).toBe(true);
  expect(dpkgCopyright.wants(fileEntry("usr/share/doc/a/b/copyright"), CONTEXT)).toBe(false);
});

test("any text is read", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(Array.isArray(readCopyright(FORMAT + text))).toBe(true);
    }),
    { numRuns: 100 },
  );
});
