import { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { createNetwork } from "../../connect/network.ts";
import { DEFAULT_LIMITS } from "../../core/limits.ts";
import type { ReaderContext, WholeReader } from "../../core/reader.ts";
import { openTarget } from "../../sources/index.ts";
import { buildImage, writeOciLayout } from "../../testing/image-builder.ts";
import { temporaryFolder } from "../../testing/temporary-folder.ts";
import { ANALYZERS } from "../every-room.ts";
import { lookThroughAll } from "../workers/pool.ts";
import { LayerCache } from "./layer-cache.ts";
import { settledState } from "./verified-bytes.ts";

afterEach(() => void vi.useRealTimers());

const image = buildImage({
  layers: [
    {
      items: [
        { path: "etc/os-release", content: "ID=debian\nVERSION_ID=12\n" },
        { path: "a.txt", content: "one" },
      ],
    },
    { items: [{ path: "b.txt", content: "two" }, { path: ".wh.a.txt" }] },
  ],
});

function counting(read: string[], more: Partial<WholeReader> = {}): WholeReader {
  return {
    id: "trust/counting",
    version: 1,
    wants: ({ path }) => path.endsWith(".txt"),
    read: function* ({ path, place, text }) {
      read.push(path);
      yield { kind: "seen", at: place, text: text() } as never;
    },
    ...more,
  };
}

const CONTEXT: ReaderContext = { target: "image", identityKey: "a", explain: false };

async function setUp(layout: string, folder: string) {
  const opened = await openTarget(`oci:${layout}`, {
    network: createNetwork({ offline: true, hosts: [] }),
    cacheDirectory: folder,
    limits: DEFAULT_LIMITS,
  });
  return (readers: readonly WholeReader[], context = CONTEXT, build = "build") =>
    lookThroughAll({
      strata: opened.strata,
      readers,
      context,
      limits: DEFAULT_LIMITS,
      jobs: 1,
      cache: new LayerCache(join(folder, "layers"), build),
    });
}

test("a layer is read once, and told again the same", async () => {
  using folder = temporaryFolder();
  writeOciLayout(join(folder.path, "image"), [{ image }]);
  const look = await setUp(join(folder.path, "image"), folder.path);
  const read: string[] = [];
  const first = await look([counting(read)]);
  expect(await look([counting(read)])).toEqual(first);
  expect(read).toEqual(["a.txt", "b.txt"]);
  expect(first[1]?.walked.removed).toEqual(["a.txt"]);
});

test("a reader that is new, newer, or keyed otherwise looks alone; another build remembers nothing", async () => {
  using folder = temporaryFolder();
  writeOciLayout(join(folder.path, "image"), [{ image }]);
  const look = await setUp(join(folder.path, "image"), folder.path);
  const [old, fresh, keyed]: string[][] = [[], [], []];
  const known = counting(old ?? []);
  await look([known]);
  await look([known, counting(fresh ?? [], { id: "trust/fresh" })]);
  await look([counting(fresh ?? [], { version: 2 })]);
  expect([old?.length, fresh?.length]).toEqual([2, 4]);
  const secret = counting(keyed ?? [], { id: "secrets/keyed", usesContext: true });
  await look([secret]);
  await look([secret]);
  await look([secret], { ...CONTEXT, identityKey: "b" });
  expect(keyed?.length).toBe(4);
  await look([known], CONTEXT, "another build");
  expect(old?.length).toBe(4);
});

test("changed bytes are never taken for the old ones, and a damaged cache is none", async () => {
  using folder = temporaryFolder();
  writeOciLayout(join(folder.path, "image"), [{ image }]);
  const look = await setUp(join(folder.path, "image"), folder.path);
  const read: string[] = [];
  await look([counting(read)]);
  for (const name of readdirSync(join(folder.path, "layers")))
    writeFileSync(join(folder.path, "layers", name), "damaged");
  await look([counting(read)]);
  expect(read).toHaveLength(4);
  const [algorithm = "", hex = ""] = (image.layers[0]?.digest ?? "").split(":");
  const blob = join(folder.path, "image", "blobs", algorithm, hex);
  writeFileSync(
    blob,
    readFileSync(blob).map((byte, index) => (index === 20 ? byte ^ 255 : byte)),
  );
  const seen = await look([counting(read)]);
  expect(seen[0]?.walked.mismatch?.declared).toBe(image.layers[0]?.digest);
  expect((await look([counting(read)]))[0]?.walked.mismatch).toBeDefined();
});

test("what every reader yields survives being written down", async () => {
  using folder = temporaryFolder();
  writeOciLayout(join(folder.path, "image"), [{ image }]);
  const look = await setUp(join(folder.path, "image"), folder.path);
  const readers = ANALYZERS.flatMap((analyzer) => analyzer.readers) as readonly WholeReader[];
  const first = await look(readers);
  expect(await look(readers)).toEqual(first);
});

test.each([
  ["touched", false],
  ["changed, and its time set back", true],
])("bytes that were verified are hashed again once their file is %s", async (_, changes) => {
  using folder = temporaryFolder();
  writeOciLayout(join(folder.path, "image"), [{ image }]);
  const look = await setUp(join(folder.path, "image"), folder.path);
  const blob = join(folder.path, "image", "blobs", ...(image.layers[0]?.digest ?? "").split(":"));
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_000 });
  await look([counting([])]);
  const states = () =>
    readdirSync(join(folder.path, "layers"))
      .filter((name) => name.endsWith(".verified"))
      .flatMap((name) => readFileSync(join(folder.path, "layers", name), "utf8").split("\n"));
  expect(states()).toHaveLength(2);
  const { mtime } = statSync(blob);
  const bytes = readFileSync(blob);
  if (changes) writeFileSync(blob, bytes.with(20, (bytes[20] ?? 0) ^ 255));
  utimesSync(blob, mtime, mtime);
  const [first] = await look([counting([])]);
  expect(first?.walked.mismatch !== undefined).toBe(changes);
  expect(states()).toHaveLength(changes ? 2 : 3);
});

test("a file that was written a moment ago has no state to go by", async () => {
  using folder = temporaryFolder();
  const file = join(folder.path, "blob");
  writeFileSync(file, "bytes");
  const layer = { file, offset: 0, size: 5, digest: "" };
  expect(await settledState(layer)).toBeUndefined();
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_000 });
  expect(await settledState(layer)).toBe(await settledState(layer));
  expect(await settledState({ ...layer, offset: 1 })).not.toBe(await settledState(layer));
  expect(await settledState({ ...layer, file: join(folder.path, "none") })).toBeUndefined();
});

test("what is said of bytes that nobody could unpack is not kept under the digest that they claim", async () => {
  using folder = temporaryFolder();
  writeOciLayout(join(folder.path, "image"), [{ image }]);
  const look = await setUp(join(folder.path, "image"), folder.path);
  const blob = join(folder.path, "image", "blobs", ...(image.layers[0]?.digest ?? "").split(":"));
  const bytes = readFileSync(blob);
  writeFileSync(blob, Buffer.concat([Buffer.from("BZh"), bytes.subarray(3)]));
  expect((await look([counting([])]))[0]?.gaps[0]?.reason).toContain("bzip2");
  writeFileSync(blob, bytes);
  const read: string[] = [];
  expect((await look([counting(read)]))[0]?.gaps).toEqual([]);
  expect(read).toContain("a.txt");
});
