import * as fc from "fast-check";
import { expect, test } from "vitest";
import { CONTEXT, packagesIn, readAll } from "../../testing/fake-file.ts";
import { dpkgStatus } from "./status.ts";

const STATUS = "var/lib/dpkg/status";

test("reads name, version, source, relations and what it stands in for", () => {
  const [package_] = packagesIn(
    readAll(
      dpkgStatus,
      STATUS,
      `Package: libssl3
Status: install ok installed
Architecture: amd64
Source: openssl (3.0.11-1)
Version: 3.0.11-1~deb12u2
Provides: libssl (= 3), tls-library
Pre-Depends: init-system-helpers (>= 1.54~)
Depends: libc6 (>= 2.34),
 debconf (>= 0.5) | debconf-2.0,
 python3:any
Description: a library
 Depends: not-a-field
`,
    ),
  );
  expect(package_).toMatchObject({
    at: { path: STATUS, line: 1 },
    name: "libssl3",
    version: "3.0.11-1~deb12u2",
    source: { name: "openssl", version: "3.0.11-1" },
    identity: { by: "distribution", type: "deb", architecture: "amd64" },
    provides: ["libssl", "tls-library"],
    needs: [["init-system-helpers"], ["libc6"], ["debconf", "debconf-2.0"], ["python3"]],
  });
});

test.each([
  ["install ok installed", 1],
  ["install ok unpacked", 1],
  ["hold ok half-configured", 1],
  ["deinstall ok config-files", 0],
  ["purge ok not-installed", 0],
])("status %s: %i package(s)", (status, count) => {
  const text = `Package: a\nStatus: ${status}\nVersion: 1\nArchitecture: all\n`;
  expect(packagesIn(readAll(dpkgStatus, STATUS, text))).toHaveLength(count);
});

test("an image without dpkg has a folder of stanzas, with lists of files beside them", () => {
  const wants = (path: string) => dpkgStatus.wants({ path, type: "file", size: 1, mode: 0o644 }, CONTEXT);
  expect(wants("var/lib/dpkg/status.d/libstdc++6")).toBe(true);
  expect(wants("var/lib/dpkg/status.d/libstdc++6.md5sums")).toBe(false);
  expect(wants("var/lib/dpkg/status-old")).toBe(false);
  const [package_] = packagesIn(
    readAll(dpkgStatus, "var/lib/dpkg/status.d/tzdata", "Package: tzdata\nVersion: 2024a\n"),
  );
  expect(package_?.name).toBe("tzdata");
});

test("what is no stanza is said with its line", () => {
  expect(readAll(dpkgStatus, STATUS, "Package: a\n\nhello\n")).toEqual([
    {
      kind: "unread-packages",
      at: { path: STATUS, line: 1 },
      reason: "a package of the database has no name or no version",
    },
    {
      kind: "unread-packages",
      at: { path: STATUS, line: 3 },
      reason: "1 line(s) of the package database are no field",
    },
  ]);
});

const Name = fc.stringMatching(/^[a-z0-9][a-z0-9+.-]{1,12}$/);
const Version = fc.stringMatching(/^[0-9][0-9a-z.+~-]{0,8}$/);

test("a generated database reads back as it was written", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.record({ name: Name, version: Version, needs: fc.array(Name) }), {
        selector: ({ name }) => name,
      }),
      (written) => {
        const text = written
          .map(
            ({ name, version, needs }) =>
              `Package: ${name}\nStatus: install ok installed\nVersion: ${version}\nDepends: ${needs.join(", ")}\n\n`,
          )
          .join("");
        const read = packagesIn(readAll(dpkgStatus, STATUS, text));
        expect(read.map(({ name, version, needs }) => ({ name, version, needs: needs.flat() }))).toEqual(written);
      },
    ),
    { numRuns: 100 },
  );
});

test("any bytes are read or said to be unreadable", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const facts = readAll(dpkgStatus, STATUS, bytes);
      expect(Buffer.from(bytes).toString().trim() === "" || facts.length > 0).toBe(true);
    }),
    { numRuns: 200 },
  );
});
