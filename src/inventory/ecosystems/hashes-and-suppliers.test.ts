import { expect, test } from "vitest";
import type { WholeReader } from "../../core/reader.ts";
import type { InventoryFact } from "../facts.ts";
import { packagesIn, readAll } from "../testing/fake-file.ts";
import { apkInstalled } from "./apk/installed.ts";
import { dpkgStatus } from "./dpkg/status.ts";
import { bunLock } from "./npm/bun-lock.ts";
import { npmInstalled } from "./npm/installed.ts";
import { packageLock } from "./npm/package-lock.ts";
import { pnpmLock } from "./npm/pnpm-lock.ts";
import { yarnLock } from "./npm/yarn-lock.ts";
import { pacmanInstalled } from "./pacman/installed.ts";
import { composerLock } from "./php/composer.ts";
import { pythonInstalled } from "./python/installed.ts";
import { TAG } from "./rpm/header.ts";
import { rpmInstalled } from "./rpm/installed.ts";
import { buildHeader, buildSqlite } from "./rpm/testing/databases.ts";
import { cargoLock } from "./rust/cargo-lock.ts";

const INTEGRITY = `sha512-${Buffer.alloc(64, 0xab).toString("base64")}`;
const SHA512 = [`sha512:${"ab".repeat(64)}`];

function first(reader: WholeReader, path: string, content: string | Uint8Array) {
  return packagesIn(readAll(reader as WholeReader<InventoryFact>, path, content))[0];
}

test.each<[string, WholeReader, string, readonly string[]]>([
  [
    "package-lock.json",
    packageLock,
    JSON.stringify({
      lockfileVersion: 3,
      packages: { "": {}, "node_modules/a": { version: "1.0.0", integrity: INTEGRITY } },
    }),
    SHA512,
  ],
  [
    "package-lock.json",
    packageLock,
    JSON.stringify({ lockfileVersion: 1, dependencies: { a: { version: "1.0.0", integrity: INTEGRITY } } }),
    SHA512,
  ],
  [
    "pnpm-lock.yaml",
    pnpmLock,
    `lockfileVersion: '9.0'\n\npackages:\n\n  a@1.0.0:\n    resolution: {integrity: ${INTEGRITY}}\n\nsnapshots:\n\n  a@1.0.0(b@2.0.0): {}\n`,
    SHA512,
  ],
  ["yarn.lock", yarnLock, `a@^1.0.0:\n  version "1.0.0"\n  integrity ${INTEGRITY}\n`, SHA512],
  [
    "bun.lock",
    bunLock,
    JSON.stringify({ lockfileVersion: 1, packages: { a: ["a@1.0.0", "", {}, INTEGRITY] } }),
    SHA512,
  ],
  [
    "Cargo.lock",
    cargoLock,
    `[[package]]\nname = "a"\nversion = "1.0.0"\nsource = "registry"\nchecksum = "${"cd".repeat(32)}"\n`,
    [`sha256:${"cd".repeat(32)}`],
  ],
  [
    "composer.lock",
    composerLock,
    JSON.stringify({ packages: [{ name: "a/b", version: "1.0.0", dist: { shasum: "ef".repeat(20) } }] }),
    [`sha1:${"ef".repeat(20)}`],
  ],
  [
    "composer.lock",
    composerLock,
    JSON.stringify({ packages: [{ name: "a/b", version: "1.0.0", dist: { shasum: "" } }] }),
    [],
  ],
])("%s: what the package hashes to", (path, reader, text, hashes) => {
  expect(first(reader, path, text)?.hashes ?? []).toEqual(hashes);
});

test.each<[string, WholeReader, string | Uint8Array, string]>([
  [
    "var/lib/dpkg/status",
    dpkgStatus,
    "Package: a\nVersion: 1\nMaintainer: Example Team <team@example.org>\nStatus: install ok installed\n\n",
    "Example Team",
  ],
  ["lib/apk/db/installed", apkInstalled, "P:a\nV:1-r0\nm:Example Team <team@example.org>\n\n", "Example Team"],
  [
    "var/lib/pacman/local/a-1-1/desc",
    pacmanInstalled,
    "%NAME%\na\n\n%VERSION%\n1-1\n\n%PACKAGER%\nExample Team <team@example.org>\n\n",
    "Example Team",
  ],
  [
    "var/lib/rpm/rpmdb.sqlite",
    rpmInstalled,
    buildSqlite([
      buildHeader({ [TAG.name]: "a", [TAG.version]: "1", [TAG.release]: "1", [TAG.vendor]: "Example, Inc." }),
    ]),
    "Example, Inc.",
  ],
  [
    "node_modules/a/package.json",
    npmInstalled,
    JSON.stringify({ name: "a", version: "1.0.0", author: { name: "Ada", email: "ada@example.org" } }),
    "Ada",
  ],
  [
    "node_modules/a/package.json",
    npmInstalled,
    JSON.stringify({ name: "a", version: "1.0.0", author: "Ada <ada@example.org> (https://example.org)" }),
    "Ada",
  ],
  ["a-1.dist-info/METADATA", pythonInstalled, "Name: a\nVersion: 1\nAuthor-email: Ada <ada@example.org>\n\n", "Ada"],
  [
    "a-1.dist-info/METADATA",
    pythonInstalled,
    "Name: a\nVersion: 1\nAuthor: Grace\nAuthor-email: Ada <ada@example.org>\n\n",
    "Grace",
  ],
])("%s: who supplies the package", (path, reader, content, supplier) => {
  expect(first(reader, path, content)?.supplier).toBe(supplier);
});
