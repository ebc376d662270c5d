import * as fc from "fast-check";
import { expect, test } from "vitest";
import { packagesIn, readAll } from "../../testing/fake-file.ts";
import { apkInstalled } from "./installed.ts";

const DATABASE = "lib/apk/db/installed";

test("reads origin, licence, dependencies, provided names and owned programs", () => {
  const [package_] = packagesIn(
    readAll(
      apkInstalled,
      DATABASE,
      `C:Q1abc=
P:ssl_client
V:1.36.1-r29
A:x86_64
L:GPL-2.0-only
o:busybox
D:so:libc.musl-x86_64.so.1 busybox>=1.36 !uclibc
p:cmd:ssl_client=1.36.1-r29
F:usr/bin
R:ssl_client
a:0:0:755
Z:Q12jmj7l5rSw0yVb/vlWAYkK/YBwk=
F:usr/share/doc
R:readme

`,
    ),
  );
  expect(package_).toMatchObject({
    at: { line: 1 },
    name: "ssl_client",
    version: "1.36.1-r29",
    source: { name: "busybox", version: "1.36.1-r29" },
    licenses: ["GPL-2.0-only"],
    needs: [["so:libc.musl-x86_64.so.1"], ["busybox"]],
    provides: ["cmd:ssl_client"],
    owns: [{ path: "usr/bin/ssl_client", sum: "sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709" }],
  });
});

const Name = fc.stringMatching(/^[a-z0-9][a-z0-9+._-]{0,12}$/);

test("a generated database reads back as it was written", () => {
  fc.assert(
    fc.property(fc.array(fc.record({ name: Name, version: Name, needs: fc.array(Name) })), (written) => {
      const text = written
        .map(({ name, version, needs }) => `P:${name}\nV:${version}\nA:x86_64\nD:${needs.join(" ")}\n\n`)
        .join("");
      const read = packagesIn(readAll(apkInstalled, DATABASE, text));
      expect(read.map(({ name, version, needs }) => ({ name, version, needs: needs.flat() }))).toEqual(written);
    }),
    { numRuns: 100 },
  );
});

test("any bytes are read or said to be unreadable", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const facts = readAll(apkInstalled, DATABASE, bytes);
      expect(Buffer.from(bytes).toString().trim() === "" || facts.length > 0).toBe(true);
    }),
    { numRuns: 200 },
  );
});
