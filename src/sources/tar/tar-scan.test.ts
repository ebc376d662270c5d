import * as fc from "fast-check";
import { expect, test } from "vitest";
import { DEFAULT_LIMITS } from "../../core/limits.ts";
import { type RecordingVisitor, recordingVisitor } from "../../testing/recording-visitor.ts";
import { buildTar, type TarItem, tarHeader, withChecksum } from "../../testing/tar-builder.ts";
import { TarScan } from "./tar-scan.ts";

function scan(tar: Buffer, visitor: RecordingVisitor = recordingVisitor(), chunk = 65_536, limits = DEFAULT_LIMITS) {
  const tarScan = new TarScan(visitor, limits);
  for (let at = 0; at < tar.length; at += chunk) if (!tarScan.push(tar.subarray(at, at + chunk))) break;
  tarScan.end();
  return { ...visitor, scan: tarScan };
}

test("entries come with their kind, mode and owner", () => {
  const {
    entries,
    files,
    gaps,
    scan: done,
  } = scan(
    buildTar([
      { path: "./etc/", type: "directory" },
      { path: "./etc/passwd", content: "root", mode: 0o4755, uid: 7, gid: 9 },
      { path: "/bin/sh", type: "symlink", linkTo: "../usr/bin/sh" },
      { path: "bin/bash", type: "hardlink", linkTo: "./bin/dash" },
      { path: "dev/null", type: "character" },
    ]),
  );
  expect(entries).toEqual([
    { path: "etc", type: "directory", size: 0, mode: 0o755, uid: 0, gid: 0 },
    { path: "etc/passwd", type: "file", size: 4, mode: 0o4755, uid: 7, gid: 9 },
    { path: "bin/sh", type: "symlink", size: 0, mode: 0o644, uid: 0, gid: 0, linkTo: "../usr/bin/sh" },
    { path: "bin/bash", type: "hardlink", size: 0, mode: 0o644, uid: 0, gid: 0, linkTo: "bin/dash" },
    { path: "dev/null", type: "other", size: 0, mode: 0o644, uid: 0, gid: 0 },
  ]);
  expect(files).toEqual(new Map([["etc/passwd", "root"]]));
  expect(gaps).toEqual([]);
  expect(done.ended).toBe(true);
});

const LONG = `${"folder/".repeat(30)}file`;

test.each(["pax", "gnu"] as const)("names over 100 bytes in %s form", (format) => {
  const { entries } = scan(
    buildTar([
      { path: LONG, format },
      { path: "s", type: "symlink", linkTo: LONG, format },
    ]),
  );
  expect(entries.map(({ path, linkTo }) => [path, linkTo])).toEqual([
    [LONG, undefined],
    ["s", LONG],
  ]);
});

test("names over 100 bytes in ustar form", () => {
  const path = `${"p".repeat(120)}/${"n".repeat(90)}`;
  expect(scan(buildTar([{ path, format: "ustar" }])).entries[0]?.path).toBe(path);
});

test("a member of nine gigabytes that breaks off is a gap, and nothing is kept for it", () => {
  const head = buildTar([{ path: "huge", declaredSize: 9 * 2 ** 30 }], { end: false });
  const { entries, files, gaps } = scan(Buffer.concat([head, Buffer.alloc(65_536)]));
  expect(entries).toMatchObject([{ path: "huge", size: 9 * 2 ** 30 }]);
  expect([...files.keys()]).toEqual([]);
  expect(gaps.map(({ reason }) => reason)).toContain("truncated: the archive breaks off here");
});

test("owners too great for octal are read in base 256, a pax size over the header's", () => {
  const { entries, files } = scan(
    buildTar([
      { path: "a", uid: 4_000_000_000 },
      { path: "b", content: "12345", declaredSize: 1, pax: { size: "5", uid: "77" } },
      { path: "c", content: "end" },
    ]),
  );
  expect(entries.map(({ uid, size }) => [uid, size])).toEqual([
    [4_000_000_000, 0],
    [77, 5],
    [0, 3],
  ]);
  expect(files.get("c")).toBe("end");
});

test.each(["../evil", "a/../../evil", "/../evil", "a/.."])("%s leaves the root and is not offered", (path) => {
  const { entries, gaps, files } = scan(
    buildTar([
      { path, content: "x" },
      { path: "good", content: "y" },
    ]),
  );
  expect(entries.map(({ path }) => path)).toEqual(["good"]);
  expect(gaps).toEqual([{ where: path, reason: "its name leaves the root" }]);
  expect(files.get("good")).toBe("y");
});

test("a hard link out of the root is a gap", () => {
  const { entries, gaps } = scan(buildTar([{ path: "a", type: "hardlink", linkTo: "../../etc/shadow" }]));
  expect(entries).toEqual([]);
  expect(gaps[0]?.reason).toBe("a hard link that cannot be followed: its name leaves the root");
});

test("a name with a NUL, and nesting without end", () => {
  const { gaps } = scan(buildTar([{ path: "a", pax: { path: "a\0b" } }, { path: "d/".repeat(300) }]));
  expect(gaps.map(({ reason }) => reason)).toEqual(["its name holds a NUL", "nested deeper than 256 folders"]);
});

test.each([
  ["inside a file", 700],
  ["inside a header", 100],
  ["inside the padding of the first", 512 + 600],
])("cut %s: a gap", (_, length) => {
  const tar = buildTar([{ path: "first", content: "x".repeat(600) }, { path: "second" }]);
  expect(scan(tar.subarray(0, length)).gaps[0]?.reason ?? "none").toMatch(length === 512 + 600 ? "none" : /truncated/);
});

test("cut between a long name and its entry: a gap", () => {
  const tar = buildTar([{ path: LONG, format: "gnu" }]);
  expect(scan(tar.subarray(0, 1024)).gaps[0]?.reason).toMatch(/truncated/);
});

test("a file that breaks off is not handed over, but its stream is closed", () => {
  const tar = buildTar([{ path: "f", content: "x".repeat(5000) }]).subarray(0, 2000);
  expect(scan(tar).files.size).toBe(0);
  expect(scan(tar, recordingVisitor("stream")).files.get("f")?.length).toBe(2000 - 512);
});

test("no end mark is told, and is no gap by itself", () => {
  const { scan: done, gaps } = scan(buildTar([{ path: "f", content: "x" }], { end: false }));
  expect([done.ended, gaps]).toEqual([false, []]);
});

test("a broken checksum stops the reading, with a gap", () => {
  const tar = buildTar([{ path: "a" }, { path: "b" }]);
  tar[512] = 0x42;
  const { entries, gaps, scan: done } = scan(tar);
  expect(entries.map(({ path }) => path)).toEqual(["a"]);
  expect(gaps).toEqual([{ where: "archive", reason: "broken header at byte 512: the rest cannot be read" }]);
  expect(done.stopped).toBe(true);
});

test("sums of signed bytes, as old tools wrote them, are taken", () => {
  const block = tarHeader({
    name: Buffer.from("\xe9", "latin1"),
    prefix: Buffer.alloc(0),
    linkTo: Buffer.alloc(0),
    flag: "0",
    size: 0,
    mode: 0o644,
    uid: 0,
    gid: 0,
  });
  const unsigned = Number.parseInt(block.toString("latin1", 148, 154), 8);
  block.write((unsigned - 256).toString(8).padStart(6, "0"), 148, "latin1");
  expect(scan(Buffer.concat([block, Buffer.alloc(1024)])).entries).toHaveLength(1);
});

test("a sparse file is a gap when wanted, and passed over when not", () => {
  const sparse = withChecksum(Buffer.from(buildTar([{ path: "lastlog", flag: "S", declaredSize: 3 }], { end: false })));
  sparse[482] = 1;
  withChecksum(sparse);
  const map = Buffer.alloc(512);
  const content = Buffer.alloc(512, "x");
  const tar = Buffer.concat([sparse, map, content, buildTar([{ path: "after" }])]);
  const { gaps, entries } = scan(tar);
  expect(gaps).toEqual([{ where: "lastlog", reason: "a sparse file, which is not put together" }]);
  expect(entries.map(({ path }) => path)).toEqual(["lastlog", "after"]);
  expect(scan(tar, recordingVisitor("nothing")).gaps).toEqual([]);
  const pax = buildTar([{ path: "GNUSparseFile.0/log", pax: { "GNU.sparse.name": "log", "GNU.sparse.major": "1" } }]);
  expect(scan(pax).gaps[0]).toEqual({ where: "log", reason: "a sparse file, which is not put together" });
});

test("more entries than the limit: a gap, and the reading stops", () => {
  const { entries, gaps } = scan(buildTar([{ path: "a" }, { path: "b" }, { path: "c" }]), recordingVisitor(), 512, {
    ...DEFAULT_LIMITS,
    entries: 2,
  });
  expect(entries).toHaveLength(2);
  expect(gaps).toEqual([{ where: "archive", reason: "more than 2 entries" }]);
});

test("a file over the limit for whole files is a gap, its neighbour is read", () => {
  const { files, gaps } = scan(
    buildTar([
      { path: "big", content: "x".repeat(11) },
      { path: "small", content: "x" },
    ]),
    recordingVisitor(),
    512,
    { ...DEFAULT_LIMITS, wholeFileBytes: 10 },
  );
  expect([...files.keys()]).toEqual(["small"]);
  expect(gaps).toEqual([{ where: "big", reason: "larger than 10 bytes" }]);
});

test("20,000 small files", () => {
  const items = Array.from({ length: 20_000 }, (_, index) => ({
    path: `d${index % 100}/f${index}`,
    content: `${index}`,
  }));
  const { files, gaps } = scan(buildTar(items));
  expect([files.size, files.get("d99/f19999"), gaps]).toEqual([20_000, "19999", []]);
});

const part = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 60 })
  .filter((text) => !/[/\0]/.test(text) && text !== "." && text !== ".." && Buffer.from(text).toString() === text);
const item = fc.record({
  path: fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join("/")),
  content: fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes).toString("hex")),
  format: fc.constantFrom("pax" as const, "gnu" as const),
});

test("any names and contents in any chunks come back as they were put in", () => {
  fc.assert(
    fc.property(fc.array(item, { maxLength: 6 }), fc.integer({ min: 1, max: 3000 }), (items: TarItem[], chunk) => {
      for (const want of ["whole", "stream"] as const) {
        const { entries, files, gaps, scan: done } = scan(buildTar(items), recordingVisitor(want), chunk);
        expect(entries.map(({ path }) => path)).toEqual(items.map(({ path }) => path));
        for (const [path, content] of new Map(items.map(({ path, content }) => [path, content]))) {
          expect(files.get(path)).toBe(content);
        }
        expect([gaps, done.ended]).toEqual([[], true]);
      }
    }),
    { numRuns: 100 },
  );
});

test("any damage never throws and never yields a path out of the root", () => {
  const damage = fc.array(fc.tuple(fc.nat(6000), fc.integer({ min: 0, max: 255 })), { maxLength: 8 });
  fc.assert(
    fc.property(fc.array(item, { maxLength: 4 }), damage, fc.boolean(), (items, changes, mendSums) => {
      const tar = buildTar([...items, { path: "../out", content: "x", format: "gnu" }, { path: LONG }]);
      for (const [at, byte] of changes) {
        if (at >= tar.length) continue;
        tar[at] = byte;
        if (mendSums) withChecksum(tar.subarray(at - (at % 512), at - (at % 512) + 512));
      }
      for (const { path, linkTo, type } of scan(tar).entries) {
        for (const name of type === "hardlink" ? [path, linkTo ?? ""] : [path]) {
          expect(name.startsWith("/") || name.split("/").includes("..")).toBe(false);
        }
      }
    }),
    { numRuns: 200 },
  );
});

test("a driver that seeks over what nobody wants sees the same entries", () => {
  const tar = buildTar([
    { path: "big", content: "x".repeat(5000) },
    { path: "wanted", content: "here" },
    { path: "tail", content: "y".repeat(1024) },
  ]);
  const visitor = recordingVisitor(({ path }) => (path === "wanted" ? "whole" : "nothing"));
  const starts: number[] = [];
  const tarScan = new TarScan(
    { ...visitor, want: (entry) => (starts.push(tarScan.contentStart), visitor.want(entry)) },
    DEFAULT_LIMITS,
  );
  let pushed = 0;
  for (let at = 0; at < tar.length && !tarScan.ended; ) {
    tarScan.push(tar.subarray(at, at + 512));
    pushed += 512;
    const skippable = tarScan.skippable;
    tarScan.skip(skippable);
    at += 512 + skippable;
  }
  expect(visitor.entries.map(({ path }) => path)).toEqual(["big", "wanted", "tail"]);
  expect(starts.map((start) => tar[start])).toEqual([0x78, 0x68, 0x79]);
  expect([visitor.files.get("wanted"), tarScan.ended]).toEqual(["here", true]);
  expect(pushed).toBeLessThan(5000);
});
