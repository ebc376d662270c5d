import { existsSync } from "node:fs";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { expect, test } from "vitest";
import { DEFAULT_LIMITS } from "../../core/limits.ts";
import { NO_PATHS, packPaths } from "../../core/path-list.ts";
import type { Stratum } from "../../core/source.ts";
import { buildImage, type LayerPlan, sha256 } from "../../testing/image-builder.ts";
import { recordingVisitor } from "../../testing/recording-visitor.ts";
import { buildTar, type TarItem } from "../../testing/tar-builder.ts";
import { temporaryFolder } from "../../testing/temporary-folder.ts";
import { type LayerLocator, walkLayer } from "./walk-layer.ts";

const HELLO: TarItem[] = [{ path: "etc/hello", content: "hello" }];

async function walk(
  plan: LayerPlan,
  {
    locator = {},
    limits = DEFAULT_LIMITS,
    index = 0,
    visitor = recordingVisitor(),
  }: {
    locator?: Partial<LayerLocator>;
    limits?: typeof DEFAULT_LIMITS;
    index?: number;
    visitor?: ReturnType<typeof recordingVisitor>;
  } = {},
) {
  const [layer] = buildImage({ layers: [plan] }).layers;
  if (layer === undefined) throw new Error("no layer");
  using folder = temporaryFolder({ layer: layer.blob });
  const place = { file: `${folder.path}/layer`, offset: 0, size: layer.blob.length, isCached: false };
  const stratum: Stratum = {
    form: "layer",
    locator: { ...place, digest: layer.digest, diffId: layer.diffId, ...locator } satisfies LayerLocator,
    layer: layer.digest,
    index,
    history: false,
    weight: 1,
  };
  const walked = await walkLayer(stratum, visitor, limits);
  return { ...visitor, walked, digest: layer.digest, fileIsLeft: existsSync(place.file) };
}

test.each(["gzip", "zstd", "none"] as const)("%s: files come, digests hold", async (compression) => {
  const { files, gaps, walked } = await walk({ items: HELLO, compression });
  expect(files).toEqual(new Map([["etc/hello", "hello"]]));
  expect(gaps).toEqual([]);
  expect(walked).toEqual({ entries: 1, bytes: 2048, removed: [], opaque: [], present: NO_PATHS });
});

test.each([
  ["gzip", gzipSync],
  ["zstd", zstdCompressSync],
] as const)("%s of several members is read to its end", async (_, compress) => {
  const tar = buildTar(HELLO);
  const blob = Buffer.concat([compress(tar.subarray(0, 700)), compress(tar.subarray(700))]);
  const { files, gaps } = await walk({ tar, blob });
  expect([files.get("etc/hello"), gaps]).toEqual(["hello", []]);
});

test("zstd with skippable frames between the others, as zstd:chunked writes them", async () => {
  const tar = buildTar(HELLO);
  const skippable = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
  const halves = [zstdCompressSync(tar.subarray(0, 512)), zstdCompressSync(tar.subarray(512))];
  const { files, gaps } = await walk({ tar, blob: Buffer.concat([skippable, ...halves, skippable]) });
  expect([files.get("etc/hello"), gaps]).toEqual(["hello", []]);
});

test("bytes behind the packed stream count for the digest", async () => {
  const tar = buildTar(HELLO);
  const { files, gaps } = await walk({ tar, blob: Buffer.concat([gzipSync(tar), Buffer.alloc(600_000)]) });
  expect([files.get("etc/hello"), gaps]).toEqual(["hello", []]);
});

test("other bytes than declared: a gap under the layer's name, and the walk says not to believe it", async () => {
  const declared = `sha256:${"0".repeat(64)}`;
  const { gaps, walked, digest } = await walk({ items: HELLO }, { locator: { digest: declared } });
  const reason = `digest mismatch: declared ${declared}, found ${digest}`;
  expect(gaps).toEqual([{ where: digest, reason }]);
  expect(walked.mismatch).toEqual({ declared, found: digest });
});

test("a wrong diff id is told, too", async () => {
  const { walked } = await walk({ items: HELLO }, { locator: { diffId: sha256(Buffer.from("other")) } });
  expect(walked.mismatch?.declared).toBe(sha256(Buffer.from("other")));
});

test("a damaged copy in our own cache is removed; a person's file stays", async () => {
  const digest = sha256(Buffer.from("other"));
  expect((await walk({ items: HELLO }, { locator: { digest, isCached: true } })).fileIsLeft).toBe(false);
  expect((await walk({ items: HELLO }, { locator: { digest } })).fileIsLeft).toBe(true);
});

test.each(["gzip", "zstd"] as const)("a truncated %s layer is a gap", async (compression) => {
  const tar = buildTar([{ path: "a", content: "a".repeat(3000) }]);
  const packed = compression === "gzip" ? gzipSync(tar) : zstdCompressSync(tar);
  const { gaps } = await walk({ tar, blob: packed.subarray(0, packed.length - 12), compression });
  expect(gaps.map(({ reason }) => reason)).toEqual([expect.stringMatching(/^cannot be unpacked: /)]);
});

test("a truncated archive inside a whole gzip is a gap", async () => {
  const { gaps } = await walk({ tar: buildTar([{ path: "a", content: "a".repeat(3000) }]).subarray(0, 1500) });
  expect(gaps[0]?.reason).toBe("truncated: the archive breaks off here");
});

test("a gzip that unpacks without end is stopped", async () => {
  const tar = buildTar([{ path: "zeros", content: Buffer.alloc(80 * 1024 * 1024) }]);
  const tight = { ...DEFAULT_LIMITS, expansion: 100 };
  const { gaps, walked, digest } = await walk({ tar }, { limits: tight, visitor: recordingVisitor("nothing") });
  expect(gaps).toEqual([
    { where: `layer in ${digest.slice(7, 19)}`, reason: "unpacks to more than 100 times its size" },
  ]);
  expect(walked.bytes).toBeLessThan(66 * 1024 * 1024);
});

test("more bytes than one stratum may have", async () => {
  const { gaps } = await walk({ items: HELLO }, { limits: { ...DEFAULT_LIMITS, stratumBytes: 1000 } });
  expect(gaps[0]?.reason).toBe("unpacks to more than 1000 bytes");
});

test("bzip2 and xz are known and not unpacked", async () => {
  const { gaps } = await walk({ blob: Buffer.from("BZh91AY&SY") });
  expect(gaps[0]?.reason).toBe("packed with bzip2, which is not unpacked");
});

test("whiteouts are marks, not files", async () => {
  const items: TarItem[] = [
    { path: ".wh.gone" },
    { path: "a/.wh.b" },
    { path: "c/.wh..wh..opq" },
    { path: ".wh..wh.plnk" },
    { path: "d/.wh..." },
    { path: "e", content: "e" },
    { path: "f", type: "symlink", linkTo: "e" },
    { path: "g/", type: "directory" },
  ];
  const { walked, gaps, entries } = await walk({ items }, { index: 1 });
  expect(walked.removed).toEqual(["gone", "a/b"]);
  expect(walked.opaque).toEqual(["c"]);
  expect(walked.present).toBe(packPaths(["e", "f"]));
  expect(entries.map(({ path }) => path)).toEqual(["e", "f", "g"]);
  expect(gaps.map(({ reason }) => reason)).toEqual(["a whiteout that names no file"]);
});

test("a wanted folder is handed over with its mode, and without bytes", async () => {
  const visitor = recordingVisitor(({ type }) => (type === "directory" ? "whole" : "nothing"));
  const items: TarItem[] = [
    { path: "open/", type: "directory", mode: 0o777 },
    { path: "open/a", content: "a" },
  ];
  const { files, entries } = await walk({ items }, { visitor });
  expect([...files]).toEqual([["open", ""]]);
  expect(entries[0]?.mode).toBe(0o777);
});

test("a wanted hard link gets the bytes of its file, wanted or not, near or far", async () => {
  const items: TarItem[] = [
    { path: "store/1", content: "one" },
    { path: "store/2", content: "two" },
    { path: "app/one.json", type: "hardlink", linkTo: "store/1" },
    { path: "app/again.json", type: "hardlink", linkTo: "app/one.json" },
    { path: "app/two.json", type: "hardlink", linkTo: "store/2" },
    { path: "app/none.json", type: "hardlink", linkTo: "store/3" },
  ];
  const visitor = recordingVisitor(({ path }) => (path.endsWith("json") || path === "store/1" ? "whole" : "nothing"));
  const { files, gaps } = await walk({ items }, { visitor });
  expect(Object.fromEntries(files)).toEqual({
    "store/1": "one",
    "app/one.json": "one",
    "app/again.json": "one",
    "app/two.json": "two",
  });
  expect(gaps).toEqual([
    {
      where: expect.stringMatching(/^app\/none\.json in /),
      reason: "a hard link to store/3, which could not be read in this layer",
    },
  ]);
});

test("gaps are counted after the first hundreds", async () => {
  const items = Array.from({ length: 1000 }, (_, index) => ({ path: `../${index}` }));
  const { gaps, digest } = await walk({ items });
  expect(gaps).toHaveLength(501);
  expect(gaps.at(-1)).toEqual({ where: digest, reason: "500 more places could not be read" });
});

test("hard links in a ring lead to no file, and to no end", async () => {
  const items: TarItem[] = [
    { path: "a", type: "hardlink", linkTo: "b" },
    { path: "b", type: "hardlink", linkTo: "a" },
    { path: "self", type: "hardlink", linkTo: "self" },
    ...HELLO,
  ];
  const { files, gaps } = await walk({ items }, { visitor: recordingVisitor(() => "whole") });
  expect([...files.keys()]).toEqual(["etc/hello"]);
  expect(gaps.map(({ where }) => where.split(" ")[0]).sort()).toEqual(["a", "b", "self"]);
});
