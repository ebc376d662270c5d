import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createNetwork } from "../../../connect/network.ts";
import { DEFAULT_LIMITS, type Limits } from "../../../core/limits.ts";
import type { Opened, Version, Visitor } from "../../../core/source.ts";
import { type GitRepository, gitRepository } from "../../../testing/git-repository.ts";
import { blobId, makeDelta, type PackObject, writePack } from "../../../testing/pack-writer.ts";
import { temporaryFolder } from "../../../testing/temporary-folder.ts";
import { openTarget, walkStratum } from "../../index.ts";

interface Seen {
  /** Contents by blob. */
  readonly blobs: Map<string, string>;
  readonly versions: Map<string, Version>;
  readonly gaps: string[];
  readonly forms: string[];
}

async function walk(path: string, limits: Limits = DEFAULT_LIMITS): Promise<Seen> {
  const opened: Opened = await openTarget(`git:${path}`, {
    network: createNetwork({ offline: true, hosts: [] }),
    cacheDirectory: "/nowhere",
    limits,
    history: true,
  });
  const seen: Seen = {
    blobs: new Map(),
    versions: new Map(),
    gaps: opened.gaps.map(({ reason }) => reason),
    forms: [],
  };
  for (const stratum of opened.strata.filter(({ history }) => history)) {
    seen.forms.push(stratum.form);
    const visitor: Visitor = {
      want: ({ path: name }) => (name.endsWith(".skip") ? "nothing" : "whole"),
      whole: ({ blob = "" }, bytes, version) => {
        expect(seen.blobs.has(blob)).toBe(false);
        seen.blobs.set(blob, bytes.toString("latin1"));
        if (version !== undefined) seen.versions.set(blob, version);
      },
      stream: () => ({ push: () => false, end: () => {} }),
      gap: ({ where, reason }) => void seen.gaps.push(`${where}: ${reason}`),
    };
    await walkStratum(structuredClone(stratum), visitor, limits);
  }
  return seen;
}

/** What git itself says is in the history. */
function blobsOf(repository: GitRepository): Map<string, string> {
  const words = ["cat-file", "--batch-all-objects", "--batch-check=%(objecttype) %(objectname)"];
  const lines = repository.git(...words).split("\n");
  const ids = lines.flatMap((line) => (line.startsWith("blob ") ? [line.slice(5)] : []));
  return new Map(
    ids.map((id) => {
      const content = execFileSync("git", ["cat-file", "blob", id], { cwd: repository.path });
      return [id, content.toString("latin1")];
    }),
  );
}

/** Files that change here and there, are moved, and grow; and one without a name for anybody. */
function busy(repository: GitRepository): void {
  const lines = Array.from({ length: 300 }, (_, line) => `line ${line}: ${(line * 7919) % 1009}\n`);
  for (let round = 0; round < 12; round++) {
    lines.splice((round * 37) % lines.length, round % 3, `new in ${round}: ${"x".repeat(round * 5)}\n`);
    const name = round < 8 ? "notes.txt" : "moved/notes.md";
    repository.commit(`${round}`, {
      [name]: lines.join(""),
      ...(round === 8 && { "notes.txt": null }),
      [`small-${round % 4}`]: `${round}`,
      empty: "",
      "binary.skip": Buffer.from([round, 0, 255]),
    });
  }
  repository.git("branch", "side", "HEAD~3");
}

function packsOf({ path }: GitRepository): string[] {
  const folder = join(path, ".git/objects/pack");
  return readdirSync(folder).map((name) => join(folder, name));
}

/** Those that the visitor below wants: the files that it does not alone hold a NUL byte. */
function withoutSkipped(repository: GitRepository): Map<string, string> {
  return new Map([...blobsOf(repository)].filter(([, content]) => !content.includes("\0")));
}

test.each([
  ["one pack", [], ["repack", "-a", "-d", "-f", "-q", "--depth=50"]],
  ["deltas that name their bases", [], ["-c", "repack.useDeltaBaseOffset=false", "repack", "-a", "-d", "-f", "-q"]],
  ["SHA-256", ["--object-format=sha256"], ["repack", "-a", "-d", "-f", "-q"]],
  ["nothing packed", [], ["version"]],
])("%s: every blob that git has, once, byte for byte", async (_, init, pack) => {
  using repository = gitRepository(...init);
  busy(repository);
  repository.git(...pack);
  const seen = await walk(repository.path);
  expect([...seen.blobs].sort()).toEqual([...withoutSkipped(repository)].sort());
  expect(seen.gaps).toEqual([]);
  expect(new Set(seen.forms)).toEqual(new Set([pack[0] === "version" ? "git-history" : "git-pack"]));
  expect([...seen.versions.values()].filter(({ base }) => base !== undefined).length).toBeGreaterThan(5);
});

test("several packs with an index over all of them, loose objects, and borrowed ones", async () => {
  using repository = gitRepository();
  busy(repository);
  repository.git("repack", "-d", "-q");
  repository.commit("more", { more: "more\n".repeat(50) });
  repository.git("repack", "-d", "-q");
  repository.git("multi-pack-index", "write");
  repository.commit("loose", { loose: "loose" });
  const seen = await walk(repository.path);
  expect([...seen.blobs].sort()).toEqual([...withoutSkipped(repository)].sort());
  expect(seen.forms.filter((form) => form === "git-pack").length).toBe(2);

  using place = temporaryFolder();
  repository.git("clone", "--quiet", "--shared", repository.path, join(place.path, "clone"));
  const borrowed = await walk(join(place.path, "clone"));
  expect(borrowed.blobs).toEqual(seen.blobs);
  expect(borrowed.gaps).toEqual([]);
});

test("a second working tree reads the first one's packs; replacements are not believed", async () => {
  using repository = gitRepository();
  busy(repository);
  const [secret, other] = ["secret", "harmless"].map((content) => {
    repository.commit(content, { [content]: content });
    return repository.git("rev-parse", `HEAD:${content}`);
  });
  repository.git("replace", secret ?? "", other ?? "");
  repository.git("repack", "-a", "-d", "-q");
  using place = temporaryFolder();
  repository.git("worktree", "add", "--quiet", join(place.path, "second"));
  const seen = await walk(join(place.path, "second"));
  expect(seen.blobs.get(secret ?? "")).toBe("secret");
  expect(seen.forms).toContain("git-pack");
  expect([...seen.blobs].sort()).toEqual([...(await walk(repository.path)).blobs].sort());
});

/** A repository whose pack was damaged in a way: what can be read of it is told, what cannot is a gap, and it ends. */
async function damaged(
  damage: (pack: string, index: string) => void,
  limits?: Limits,
): Promise<{ seen: Seen; all: Map<string, string> }> {
  using repository = gitRepository();
  busy(repository);
  repository.git("repack", "-a", "-d", "-f", "-q");
  repository.commit("loose", { loose: "loose" }); // and its tree, so that something can be listed
  const all = withoutSkipped(repository);
  const files = packsOf(repository);
  for (const file of files) chmodSync(file, 0o644);
  damage(files.find((file) => file.endsWith(".pack")) ?? "", files.find((file) => file.endsWith(".idx")) ?? "");
  return { seen: await walk(repository.path, limits), all };
}

test.each([
  ["a byte of an object is wrong", (pack: string) => change(pack, (bytes) => flip(bytes, bytes.length - 4000))],
  [
    "bytes all over are wrong",
    (pack: string) =>
      change(pack, (bytes) => [...Array(20).keys()].reduce((all, n) => flip(all, 200 + n * 211), bytes)),
  ],
  ["the pack is cut off", (pack: string) => change(pack, (bytes) => bytes.subarray(0, bytes.length >> 1))],
  ["the pack is empty", (pack: string) => change(pack, (bytes) => bytes.subarray(0, 0))],
  ["the index is there without its pack", (pack: string) => rmSync(pack)],
  ["the pack is there without its index", (_: string, index: string) => rmSync(index)],
  ["the index is damaged", (_: string, index: string) => change(index, (bytes) => flip(bytes, 2000))],
  ["the index is another pack's", (_: string, index: string) => writeFileSync(index, writePack([]).index)],
  ["the pack may not be read", (pack: string) => renameSync(pack, `${pack.slice(0, -5)}.gone`)],
])(
  "%s: what is left is read, and the rest is a gap",
  async (_, damage) => {
    const { seen, all } = await damaged(damage);
    for (const [id, content] of seen.blobs) expect(content).toBe(all.get(id));
    const isWhole = seen.blobs.size === all.size;
    expect(isWhole || seen.gaps.length > 0).toBe(true);
  },
  60_000,
);

function change(file: string, to: (bytes: Buffer) => Buffer): void {
  writeFileSync(file, to(readFileSync(file)));
}

function flip(bytes: Buffer, at: number): Buffer {
  bytes[at] = (bytes[at] ?? 0) ^ 0x55;
  return bytes;
}

/** A repository whose blobs, each under a name, come in a pack of our own making. */
async function walkMade(objects: readonly PackObject[], named: readonly string[], limits?: Limits): Promise<Seen> {
  using repository = gitRepository();
  const tree = named.map((id, at) => `100644 blob ${id}\tfile-${at}\n`).join("");
  const id = execFileSync("git", ["mktree", "--missing"], { cwd: repository.path, input: tree, encoding: "utf8" });
  const commit = repository.git("commit-tree", id.trim(), "-m", "made");
  repository.git("update-ref", "refs/heads/main", commit);
  const { pack, index } = writePack(objects);
  const folder = join(repository.path, ".git/objects/pack");
  mkdirSync(folder, { recursive: true });
  const sum = pack.subarray(-20).toString("hex");
  writeFileSync(join(folder, `pack-${sum}.pack`), pack);
  writeFileSync(join(folder, `pack-${sum}.idx`), index);
  return await walk(repository.path, limits);
}

const FINE = Buffer.from("fine\n".repeat(100));
const fine: PackObject = { id: blobId(FINE), type: 3, content: FINE };

test("deltas in a ring, without a base, of another base, and that lie: the rest is read", async () => {
  const { delta, object } = makeDelta(FINE, [[0, 400, Buffer.from("and more")]]);
  const [a, b, c, d, e] = ["a", "b", "c", "d", "e"].map((name) => blobId(Buffer.from(name)));
  const good = blobId(object);
  const named = [good, a, b, c, d, e].map((id) => id ?? "");
  const seen = await walkMade(
    [
      fine,
      { id: good, type: 7, content: delta, base: fine.id },
      { id: a ?? "", type: 7, content: delta, base: b ?? "" },
      { id: b ?? "", type: 7, content: delta, base: a ?? "" },
      { id: c ?? "", type: 7, content: delta, base: "12".repeat(20) },
      { id: d ?? "", type: 7, content: delta, base: good },
      { id: e ?? "", type: 7, content: Buffer.from([0xf4, 0x03, 0x7f, 0x01]), base: fine.id },
    ],
    named,
  );
  expect([...seen.blobs]).toEqual([[good, object.toString()]]);
  expect(seen.gaps.length).toBe(5);
}, 60_000);

test("a blob that is said to have two gigabytes, and one that is larger than may be held", async () => {
  const large = Buffer.alloc(3 * 1024 * 1024, "large ");
  const liar = blobId(Buffer.from("liar"));
  const objects: PackObject[] = [
    fine,
    { id: blobId(large), type: 3, content: large },
    { id: liar, type: 3, content: FINE, size: 2 ** 31 },
  ];
  const limits = { ...DEFAULT_LIMITS, wholeFileBytes: 1024 * 1024 };
  const seen = await walkMade(objects, [fine.id, blobId(large), liar], limits);
  expect([...seen.blobs]).toEqual([[fine.id, FINE.toString()]]);
  expect(seen.gaps).toEqual([expect.stringMatching(/^file-1 @ .*: larger than/), expect.stringContaining("file-2")]);
});

test("a thousand deltas on each other are put together in little memory", async () => {
  const objects: PackObject[] = [fine];
  const contents = new Map([[fine.id, FINE.toString()]]);
  let before: Buffer = FINE;
  for (let n = 0; n < 1000; n++) {
    const { delta, object } = makeDelta(before, [
      [0, 200 + (n % 50), Buffer.from(`change ${n}\n`)],
      [250, 2000, Buffer.alloc(0)],
    ]);
    objects.push({ id: blobId(object), type: 7, content: delta, base: blobId(before) });
    contents.set(blobId(object), object.toString());
    before = object;
  }
  const seen = await walkMade(objects, [...contents.keys()]);
  expect([...seen.blobs].sort()).toEqual([...contents].sort());
  expect(seen.gaps).toEqual([]);
});
