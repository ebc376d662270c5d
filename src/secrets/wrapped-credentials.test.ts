import { gunzipSync, gzipSync, zstdCompressSync } from "node:zlib";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Fact } from "../core/fact.ts";
import { readWith } from "../testing/read-with.ts";
import { buildTar } from "../testing/tar-builder.ts";
import { buildZip } from "../testing/zip-builder.ts";
import { archivedCredentialReader, credentialReader } from "./credential-reader.ts";
import type { CredentialFact } from "./facts.ts";
import { isArchiveName } from "./file-kinds.ts";
import { Maker } from "./samples.ts";
import { Spans } from "./spans.ts";
import { wrappedCredentials } from "./wrapped-credentials.ts";
import { gzipContent } from "./wrappings/gzip-content.ts";
import { unwrap } from "./wrappings/unwrap.ts";
import { Budget } from "./wrappings/wrapped.ts";

const make = new Maker("wrapped");
const token = make.withChecksum("ghp_");
const line = `GITHUB_TOKEN=${token}\n`;

function read(path: string, content: string | Buffer): Fact[] {
  return readWith(isArchiveName(path) ? archivedCredentialReader : credentialReader, path, content);
}

const base64 = (content: string | Buffer) => Buffer.from(content).toString("base64");

const WRAPPINGS: readonly [string, string, string | Buffer, string][] = [
  ["a zip", "a.zip", buildZip({ "conf/.env": `a=1\n${line}` }), "zip: conf/.env, line 2"],
  [
    "a Java archive in a Java archive",
    "app.war",
    buildZip({ "lib/b.jar": buildZip({ "b.yml": line }) }),
    "zip: lib/b.jar > zip: b.yml, line 1",
  ],
  ["a tar", "a.tar", buildTar([{ path: ".env", content: line }]), "tar: .env, line 1"],
  ["a packed tar", "a.tgz", gzipSync(buildTar([{ path: "x/.env", content: line }])), "gzip > tar: x/.env, line 1"],
  ["zstd, in two frames", "a.zst", Buffer.concat([zstdCompressSync("a\n"), zstdCompressSync(line)]), "zstd, line 2"],
  ["a document", "a.docx", buildZip({ "word/document.xml": `<w>${token}</w>` }), "zip: word/document.xml, line 1"],
  ["base64", "a.ts", `export const conf = "${base64(line)}";`, "base64, line 1"],
  ["base64 twice", "a.ts", `const c = "${base64(base64(line))}";`, "base64 > base64, line 1"],
  [
    "URL-safe base64",
    "a.txt",
    `\n? ${Buffer.from(`{"?":"~~~~>>>>", "t":"${token}"}`).toString("base64url")}`,
    "base64, line 1",
  ],
  ["a packed text in base64", "release.yaml", `data:\n  release: ${base64(gzipSync(line))}\n`, "base64 > gzip, line 1"],
  ["hexadecimal digits", "a.sql", `insert x'${Buffer.from(line).toString("hex")}'`, "hex, line 1"],
  ["percent escapes", "a.txt", `https://h/?q=%7B%22t%22%3A%22${token}%22%7D`, "percent, line 1"],
  ["UTF-16 with a mark", "a.env", Buffer.from(`\ufeff${line}`, "utf16le"), "utf-16, line 1"],
  ["UTF-16 without", "a.env", Buffer.from(line, "utf16le").swap16(), "utf-16, line 1"],
];

/** The same content, packed at another time and under another name. */
function packedAnew(packed: Buffer, name: string): Buffer {
  const header = Buffer.from(packed.subarray(0, 10));
  header[3] = 0x08;
  header.writeUInt32LE(1_700_000_000 + name.length, 4);
  return Buffer.concat([header, Buffer.from(`${name}\0`), packed.subarray(10)]);
}

test("what was packed anew and has nothing in it is known, but only where it is read the same way", () => {
  const packed = gzipSync(`DB_PASSWORD=${make.urlSafe(24)}\n`);
  const detectors = (path: string, bytes: Buffer) =>
    read(path, bytes).flatMap((fact) => (fact.kind === "credential" ? [(fact as CredentialFact).frame] : []));
  expect(detectors("yarn.lock.gz", packed)).toEqual([]);
  expect(detectors("b/yarn.lock.gz", packedAnew(packed, "yarn.lock"))).toEqual([]);
  expect(detectors("prod.env.gz", packed)).toEqual(["assignment"]);
  expect(detectors("prod.env.gz", packedAnew(packed, "prod.env"))).toEqual(["assignment"]);
  expect(gzipContent(packed)).toBe(gzipContent(packedAnew(packed, "any")));
  expect(gzipContent(packed)).not.toBe(gzipContent(gzipSync("another")));
  expect(gzipContent(packed.subarray(0, 10))).toBeUndefined();
  expect(gunzipSync(packedAnew(packed, "any"))).toEqual(gunzipSync(packed));
});

test.each(WRAPPINGS)("in %s", (_, path, content, trail) => {
  const found = read(path, content).filter((fact): fact is CredentialFact => fact.kind === "credential");
  const own = found.find(({ evidence }) => evidence.some(({ text }) => text === `taken out of ${trail}`));
  expect({ found: found.map(({ detector, evidence }) => [detector, evidence]), own }).toMatchObject({
    own: { detector: "github-token", grade: "checksum", encoding: "wrapped", at: { path } },
  });
  expect(JSON.stringify(found)).not.toContain(token.slice(4, 16));
});

test("an encoded text is told of at its line, and its span is the encoded one", () => {
  const encoded = base64(line);
  const text = `a\n\nconf: ${encoded}\n`;
  expect(read("a.yaml", text)).toMatchObject([
    { detector: "github-token", at: { line: 3, column: 7 }, start: 9, end: 9 + encoded.replace(/=+$/, "").length },
  ]);
});

test("what a detector decodes itself is told once", () => {
  const password = make.base62(20);
  const secret = `kind: Secret\ndata:\n  url: ${base64(`postgres://app:${password}@db.internal/app`)}\n`;
  expect(read("secret.yaml", secret)).toHaveLength(1);
});

test.each([
  ["a path", "src/components/navigation/sidebar/index/button"],
  ["a digest", "sha512-5f3cQ2kq1Zr8v0yW9xPq3tLm7bNc4dVf6gHj8kLz1xCv3bNm5QwErTyUi7oPaSdF"],
  ["an escape alone", "width: 100%20"],
])("%s holds nothing", (_, text) => {
  expect(read("a.txt", text)).toEqual([]);
});

test.each([
  ["a bomb", "a.gz", gzipSync(Buffer.alloc(65 * 1024 * 1024)), "it unpacks to more than is unpacked of one file"],
  [
    "a bomb in a zip",
    "a.zip",
    buildZip({ "a.gz": gzipSync(Buffer.alloc(65 * 1024 * 1024)) }),
    "it unpacks to more than is unpacked of one file (in zip: a.gz)",
  ],
  ["a truncated gzip", "a.gz", gzipSync(make.bytes(4096)).subarray(0, 900), "damaged gzip"],
  ["a zip without directory", "a.zip", buildZip({ a: line }).subarray(0, 40), "damaged zip"],
  [
    "a cut tar",
    "a.tar",
    buildTar([{ path: "a", content: make.bytes(4096) }]).subarray(0, 900),
    "truncated: the archive breaks off here (in a)",
  ],
])("%s is a gap", (_, path, content, reason) => {
  expect(read(path, content)).toEqual([{ kind: "gap", at: { path }, reason }]);
});

test("seven nested archives are a gap behind the fifth", () => {
  let content: Buffer = Buffer.from(line);
  for (let depth = 0; depth < 7; depth++) content = gzipSync(content);
  expect(read("a.gz", content)).toMatchObject([
    { kind: "gap", reason: expect.stringContaining("nested deeper than 5") },
  ]);
  expect(gunzipSync(content).length).toBeGreaterThan(0);
});

test("a zip that names the same bytes over and over ends with the budget", () => {
  const zip = buildZip(Object.fromEntries(Array.from({ length: 50 }, (_, name) => [`${name}.txt`, "a".repeat(1000)])));
  const facts = [
    ...wrappedCredentials(
      zip,
      "a.zip",
      { path: "a.zip" },
      { identityKey: "k", explain: false },
      new Spans(),
      undefined,
      new Budget(10_000),
    ),
  ];
  expect(facts).toMatchObject([{ kind: "gap", reason: "it unpacks to more than is unpacked of one file" }]);
});

test("no bytes make it stumble or take more than its budget", () => {
  const heads = [
    Buffer.from([0x1f, 0x8b, 8]),
    Buffer.from("PK\u0003\u0004"),
    Buffer.from([0x28, 0xb5, 0x2f, 0xfd]),
    Buffer.from([0xff, 0xfe]),
    gzipSync(line),
    buildZip({ a: line }),
    buildTar([{ path: "a", content: line }]),
    Buffer.from("%41%"),
    Buffer.from(base64(line)),
  ];
  fc.assert(
    fc.property(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 600 }), fc.nat(600), (head, tail, cut) => {
      const budget = new Budget(100_000, 100);
      const bytes = Buffer.concat([head.subarray(0, Math.max(4, head.length - cut)), tail]);
      for (const part of unwrap(bytes, budget)) if ("bytes" in part) expect(part.end).toBeLessThanOrEqual(bytes.length);
      expect(budget.left).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 400 },
  );
});

test.each([
  ["usr/share/doc/curl/changelog.gz", false],
  ["usr/share/man/man1/curl.1.gz", false],
  ["usr/share/doc/curl/examples.zip", true],
  ["srv/usr/share/doc/a.gz", true],
  ["var/backups/a.gz", true],
])("%s is opened: %s", (path, opened) => {
  const entry = { path, type: "file", size: 100, mode: 0o644 } as const;
  expect(archivedCredentialReader.wants(entry, { target: "image", identityKey: "", explain: false })).toBe(opened);
});
