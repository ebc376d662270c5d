import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, expect, test } from "vitest";
import { CONTEXT, fileEntry, readAll, stream } from "../../testing/fake-file.ts";
import { edgesIn, listing, restOf } from "../../testing/listing.ts";
import { nixDatabase } from "./database.ts";
import { nixStoreFiles } from "./store-files.ts";
import { storePathOf } from "./store-path.ts";

const HASH = "0123456789abcdfghijklmnpqrsvwxyz";
const folder = mkdtempSync(join(tmpdir(), "waybill-nix-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Ids with holes, as a store has them after something was collected. */
function build(): Buffer {
  const path = join(folder, "db.sqlite");
  const database = new DatabaseSync(path);
  database.exec(`CREATE TABLE ValidPaths (id integer primary key autoincrement not null, path text unique not null);
    CREATE TABLE Refs (referrer integer not null, reference integer not null, primary key (referrer, reference));
    INSERT INTO ValidPaths VALUES (3, '/nix/store/${HASH}-zlib-1.3'), (7, '/nix/store/${HASH}-curl-8.4.0-bin'),
      (9, '/nix/store/${HASH}-curl-8.4.0.drv'), (12, '/nix/store/${HASH}-builder.sh');
    INSERT INTO Refs VALUES (7, 3), (7, 7), (9, 3)`);
  database.close();
  return readFileSync(path);
}

const DATABASE = build();

test("the database: packages with their edges, by the ids of its rows", () => {
  const facts = readAll(nixDatabase, "nix/var/nix/db/db.sqlite", DATABASE);
  expect(listing(facts)).toEqual(["pkg:nix/nixpkgs/zlib@1.3", "pkg:nix/nixpkgs/curl@8.4.0?output=bin"]);
  expect(edgesIn(facts)).toEqual(["curl@8.4.0 > zlib@1.3"]);
  expect(facts[0]?.at).toEqual({ path: `nix/store/${HASH}-zlib-1.3` });
});

test("a database that is cut off is said to be", () => {
  for (let end = 0; end < DATABASE.length; end += 512) {
    expect(restOf(readAll(nixDatabase, "nix/var/nix/db/db.sqlite", DATABASE.subarray(0, end))), `${end}`).toHaveLength(
      1,
    );
  }
});

test.each([
  [`nix/store/${HASH}-openssl-3.0.12/bin/openssl`, "openssl", "3.0.12", undefined],
  [`nix/store/${HASH}-python3.11-requests-2.31.0-dist/x.whl`, "python3.11-requests", "2.31.0", "dist"],
  [`nix/store/${HASH}-glibc-2.38-27`, "glibc", "2.38-27", undefined],
])("%s", (path, name, version, output) => {
  expect(storePathOf(path)).toMatchObject({ name, version, ...(output && { output }) });
});

test.each([
  `nix/store/${HASH}-curl-8.4.0.drv`,
  `nix/store/${HASH}-user-environment/bin/x`,
  "nix/store/short-curl-8.4.0/bin/curl",
  `srv/nix/store/${HASH}-curl-8.4.0/bin/curl`,
  `nix/store/${HASH}-tool-1.0/share/doc/tool/deep/file`,
])("%s is left alone", (path) => {
  expect(nixStoreFiles.wants(fileEntry(path), CONTEXT)).toBe(false);
});

test("a store without a database: each path once for all its files, and nothing of them is read", () => {
  const { facts, taken } = stream(nixStoreFiles, `nix/store/${HASH}-curl-8.4.0-bin/bin/curl`, Buffer.alloc(100), 10);
  expect(taken).toBe(10);
  expect(facts).toMatchObject([{ at: { path: `nix/store/${HASH}-curl-8.4.0-bin` }, version: "8.4.0" }]);
});
