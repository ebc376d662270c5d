import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createNetwork } from "../connect/network.ts";
import type { ImageFact } from "../core/image.ts";
import { DEFAULT_LIMITS } from "../core/limits.ts";
import type { Opened } from "../core/source.ts";
import { fakeRegistry } from "../testing/fake-registry.ts";
import { gitRepository } from "../testing/git-repository.ts";
import {
  buildImage,
  dockerArchive,
  type ImagePlan,
  ociLayout,
  ociLayoutTar,
  writeOciLayout,
} from "../testing/image-builder.ts";
import { recordingVisitor } from "../testing/recording-visitor.ts";
import { buildTar } from "../testing/tar-builder.ts";
import { type TemporaryFolder, temporaryFolder } from "../testing/temporary-folder.ts";
import { type OpenOptions, openTarget } from "./open-target.ts";
import { walkStratum } from "./walk-stratum.ts";

const ordinary = {
  network: createNetwork({ offline: false, hosts: [] }),
  cacheDirectory: "/nowhere",
  limits: DEFAULT_LIMITS,
};

async function open(ref: string, options: Partial<OpenOptions> = {}): Promise<Opened> {
  return openTarget(ref, { ...ordinary, ...options });
}

/** Walks all strata as another thread would: from a copy of their plain data. */
async function walk(opened: Opened, visitor = recordingVisitor()) {
  for (const stratum of opened.strata) {
    await walkStratum(structuredClone(stratum), visitor, DEFAULT_LIMITS);
  }
  return visitor;
}

async function filesOf(ref: string, options: Partial<OpenOptions> = {}): Promise<Record<string, string>> {
  return Object.fromEntries((await walk(await open(ref, options))).files);
}

const plan: ImagePlan = {
  layers: [
    {
      items: [
        { path: "etc/os-release", content: "ID=test" },
        { path: "gone", content: "g" },
      ],
      createdBy: "FROM test",
    },
    { items: [{ path: ".wh.gone" }, { path: "app/run", content: "run", mode: 0o755 }], compression: "zstd" },
  ],
  config: { User: "app", Env: ["A=1"], ExposedPorts: { "80/tcp": {} }, Labels: { l: "v" } },
  annotations: { "org.example": "yes" },
};
const image = buildImage(plan);
const FILES = { "etc/os-release": "ID=test", gone: "g", "app/run": "run" };

async function inForms(): Promise<
  AsyncDisposable & { folder: TemporaryFolder; forms: Record<string, string>; host: string }
> {
  const folder = temporaryFolder({
    "layout.tar": ociLayoutTar([{ image, tag: "registry.example/team/app:1" }]),
    "docker.tar": dockerArchive([{ image, tag: "registry.example/team/app:1" }]),
  });
  mkdirSync(join(folder.path, "layout"));
  writeOciLayout(join(folder.path, "layout"), [{ image, tag: "registry.example/team/app:1" }]);
  const registry = await fakeRegistry();
  registry.offer("team/app:1", image);
  const forms = {
    "oci folder": join(folder.path, "layout"),
    "oci tar": join(folder.path, "layout.tar"),
    "docker archive": join(folder.path, "docker.tar"),
    registry: `${registry.host}/team/app:1`,
  };
  return {
    folder,
    forms,
    host: registry.host,
    async [Symbol.asyncDispose]() {
      folder[Symbol.dispose]();
      await registry[Symbol.asyncDispose]();
    },
  };
}

test("an image gives the same files and facts in every form, none of them named by a prefix", async () => {
  await using all = await inForms();
  for (const [form, ref] of Object.entries(all.forms)) {
    const opened = await open(ref, { cacheDirectory: all.folder.path });
    const { files, gaps } = await walk(opened);
    expect([form, Object.fromEntries(files), gaps, opened.gaps]).toEqual([form, FILES, [], []]);
    expect(opened.target).toEqual({
      kind: "image",
      ref,
      digest: form === "docker archive" ? image.configDigest : image.digest,
      platform: "linux/amd64",
    });
    const [fact] = opened.facts as readonly ImageFact[];
    expect(fact?.configuration).toMatchObject({
      user: "app",
      environment: ["A=1"],
      exposedPorts: ["80/tcp"],
      labels: { l: "v" },
    });
    expect(fact?.layers.map(({ diffId }) => diffId)).toEqual(image.layers.map(({ diffId }) => diffId));
    expect(fact?.layers[0]?.createdBy).toBe("FROM test");
    const host = form === "registry" ? all.host : "registry.example";
    expect([opened.identity, fact?.subject]).toEqual([`${host}/team/app`, { image: `${host}/team/app:1` }]);
    expect(opened.strata.map(({ index, history }) => [index, history])).toEqual([
      [0, false],
      [1, false],
    ]);
  }
});

test("a registry's layers are fetched once for several runs", async () => {
  const registry = await fakeRegistry();
  await using _ = registry;
  registry.offer("team/app:1", image);
  using cache = temporaryFolder();
  await open(`${registry.host}/team/app:1`, { cacheDirectory: cache.path });
  const before = registry.requests.length;
  await open(`registry:${registry.host}/team/app:1`, { cacheDirectory: cache.path });
  expect(registry.requests.slice(before)).toEqual([
    "GET /v2/team/app/manifests/1",
    `GET /v2/team/app/blobs/${image.configDigest}`,
  ]);
});

test("a layer whose bytes the registry exchanged is a gap; the others are read", async () => {
  await using registry = await fakeRegistry();
  registry.offer("team/app:1", image);
  const [bad] = image.layers;
  registry.offerBlob("team/app", Buffer.alloc(bad?.blob.length ?? 0), bad?.digest);
  using cache = temporaryFolder();
  const opened = await open(`${registry.host}/team/app:1`, { cacheDirectory: cache.path });
  expect(opened.gaps).toEqual([{ where: bad?.digest, reason: expect.stringMatching(/^digest mismatch: declared /) }]);
  expect(opened.strata.map(({ index }) => index)).toEqual([1]);
});

test("several platforms: the wanted one, and a list when it is not there", async () => {
  const arm = buildImage({ ...plan, architecture: "arm64" });
  const s390x = buildImage({ ...plan, architecture: "s390x" });
  await using registry = await fakeRegistry();
  registry.offer("team/app:1", arm, s390x);
  using folder = temporaryFolder();
  writeOciLayout(folder.path, [{ image: arm }, { image: s390x }]);
  for (const ref of [`${registry.host}/team/app:1`, folder.path]) {
    const options = { cacheDirectory: join(folder.path, "cache"), platform: "linux/s390x" };
    expect((await open(ref, options)).target).toMatchObject({ digest: s390x.digest, platform: "linux/s390x" });
    await expect(open(ref, { ...options, platform: "linux/riscv64" })).rejects.toMatchObject({
      code: "oci/no-such-platform",
      advice: "Choose one with --platform: linux/arm64, linux/s390x.",
    });
  }
});

test("several images in one file: named by tag, else the tags are told", async () => {
  const other = buildImage({ layers: [{ items: [{ path: "other" }] }] });
  const both = [
    { image, tag: "r.example/a:one" },
    { image: other, tag: "r.example/a:two" },
  ];
  using folder = temporaryFolder({ "oci.tar": ociLayoutTar(both), "docker.tar": dockerArchive(both) });
  for (const ref of [`oci:${folder.path}/oci.tar`, `docker-archive:${folder.path}/docker.tar`]) {
    expect(await filesOf(`${ref}:two`)).toEqual({ other: "" });
    await expect(open(ref)).rejects.toMatchObject({
      code: "sources/several-images",
      advice: expect.stringContaining("a:one"),
    });
    await expect(open(`${ref}:twoo`)).rejects.toMatchObject({ code: "sources/no-such-image" });
  }
});

test("a layout whose documents are not those of their digests is refused", async () => {
  using folder = temporaryFolder();
  for (const digest of [image.digest, image.configDigest]) {
    writeOciLayout(folder.path, [{ image }]);
    writeFileSync(join(folder.path, "blobs/sha256", digest.slice(7)), "{}");
    await expect(open(folder.path)).rejects.toMatchObject({ code: "oci/digest-mismatch" });
  }
});

test("a layout's blob that is a link out of the layout is not read", async () => {
  using folder = temporaryFolder({ secret: image.layers[0]?.blob ?? "" });
  const layout = ociLayout([{ image }]);
  layout.delete(`blobs/sha256/${image.layers[0]?.digest.slice(7)}`);
  using place = temporaryFolder(Object.fromEntries(layout));
  symlinkSync(join(folder.path, "secret"), join(place.path, "blobs/sha256", image.layers[0]?.digest.slice(7) ?? ""));
  const opened = await open(place.path);
  expect(opened.gaps).toEqual([
    { where: image.layers[0]?.digest, reason: expect.stringContaining("its bytes are not in") },
  ]);
});

test("foreign and encrypted layers are gaps", async () => {
  const foreign = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip";
  const encrypted = "application/vnd.oci.image.layer.v1.tar+gzip+encrypted";
  const odd = buildImage({ layers: [{ mediaType: foreign }, { mediaType: encrypted }, { items: [{ path: "a" }] }] });
  await using registry = await fakeRegistry();
  registry.offer("odd:1", odd);
  using cache = temporaryFolder();
  const opened = await open(`${registry.host}/odd:1`, { cacheDirectory: cache.path });
  expect(opened.gaps.map(({ reason }) => reason)).toEqual([
    "a foreign layer, which is kept elsewhere and not with the image",
    "an encrypted layer, whose key is not here",
  ]);
  expect(opened.strata.map(({ index }) => index)).toEqual([2]);
});

test("other artifacts, plain archives and cut ones are told apart", async () => {
  using folder = temporaryFolder({
    "plain.tar": buildTar([{ path: "a", content: "b" }]),
    "cut.tar": ociLayoutTar([{ image }]).subarray(0, 5000),
  });
  await expect(open(join(folder.path, "plain.tar"))).rejects.toMatchObject({ code: "sources/not-an-image" });
  await expect(open(join(folder.path, "cut.tar"))).rejects.toMatchObject({ code: "sources/broken-archive" });
});

test("a folder: files in order, links as names, git's folder left out", async () => {
  using folder = temporaryFolder({ "b.txt": "b", "a/c.txt": "c", "a-b": "x", "sub/.git/config": "[core]" });
  symlinkSync("/etc/passwd", join(folder.path, "link"));
  symlinkSync("a", join(folder.path, "loop"));
  const opened = await open(folder.path);
  const { entries, files, gaps } = await walk(opened, recordingVisitor("whole"));
  expect(entries.map(({ path, type, linkTo }) => [path, type, linkTo])).toEqual([
    ["a", "directory", undefined],
    ["a/c.txt", "file", undefined],
    ["a-b", "file", undefined],
    ["b.txt", "file", undefined],
    ["link", "symlink", "/etc/passwd"],
    ["loop", "symlink", "a"],
    ["sub", "directory", undefined],
  ]);
  expect([[...files.keys()], gaps, opened.gaps]).toEqual([["a/c.txt", "a-b", "b.txt"], [], []]);
  expect(opened).toMatchObject({
    target: { kind: "directory", ref: folder.path },
    leftOut: { "git's own folder": 1 },
    identity: "waybill",
    root: folder.path,
  });
});

test("a folder that becomes a link between listing and reading is not followed", async () => {
  using outside = temporaryFolder({ f: "outside" });
  using folder = temporaryFolder({ "d/f": "inside", g: "g" });
  const opened = await open(folder.path);
  using moved = temporaryFolder();
  const { renameSync } = await import("node:fs");
  renameSync(join(folder.path, "d"), join(moved.path, "d"));
  symlinkSync(outside.path, join(folder.path, "d"));
  renameSync(join(folder.path, "g"), join(moved.path, "g"));
  symlinkSync("/etc/passwd", join(folder.path, "g"));
  const { files, gaps } = await walk(opened);
  expect([...files]).toEqual([]);
  expect(gaps).toEqual([
    { where: "d/f", reason: "a folder on the way to it is a link, which is not followed" },
    { where: "g", reason: "it became a link while it was to be read" },
  ]);
});

test("a large folder is cut into pieces that together hold everything once", async () => {
  using folder = temporaryFolder({
    a: Buffer.alloc(20 << 20, "a"),
    b: Buffer.alloc(20 << 20, "b"),
    c: Buffer.alloc(20 << 20, "c"),
  });
  const opened = await open(folder.path);
  expect(opened.strata).toHaveLength(2);
  const sizes = new Map<string, number>();
  const visitor = {
    ...recordingVisitor("whole"),
    whole: (entry: { path: string }, bytes: Buffer) => void sizes.set(entry.path, bytes.length),
  };
  for (const stratum of opened.strata) await walkStratum(stratum, visitor, DEFAULT_LIMITS);
  expect([...sizes]).toEqual(["a", "b", "c"].map((name) => [name, 20 << 20]));
});

test("a root file system is known by what it holds; then .git is a folder like others", async () => {
  using folder = temporaryFolder({ "etc/os-release": "ID=x", "src/.git/HEAD": "ref" });
  const opened = await open(folder.path);
  expect(opened.target.kind).toBe("rootfs");
  expect(Object.keys(Object.fromEntries((await walk(opened)).files))).toEqual(["etc/os-release", "src/.git/HEAD"]);
  expect((await open(`dir:${folder.path}`)).target.kind).toBe("directory");
});

test("one file, and a bill of materials", async () => {
  using folder = temporaryFolder({ Dockerfile: "FROM x", "bom.json": ' {"bomFormat" : "CycloneDX"}', other: "x" });
  const opened = await open(join(folder.path, "Dockerfile"));
  expect([opened.target.kind, opened.root]).toEqual(["directory", folder.path]);
  expect(Object.fromEntries((await walk(opened)).files)).toEqual({ Dockerfile: "FROM x" });
  expect((await open(join(folder.path, "bom.json"))).target.kind).toBe("sbom");
  expect((await open(`sbom:${folder.path}/other`)).target.kind).toBe("sbom");
});

test.each([
  ["XML", '<?xml version="1.0"?>\n<bom xmlns="http://cyclonedx.org/schema/bom/1.5"/>', "sbom"],
  ["keys in order", `{"components": [${'{"name": "a"}, '.repeat(20_000)}7], "bomFormat": "CycloneDX"}`, "sbom"],
  ["tags", "# by hand\nSPDXVersion: SPDX-2.3\n", "sbom"],
  ["SPDX 3", '{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": []}', "sbom"],
  ["another XML", "<project/>", "directory"],
  ["another JSON", '{"name": "a"}', "directory"],
])("a bill is known by what is in it: %s", async (_, text, kind) => {
  using folder = temporaryFolder({ bill: text });
  expect((await open(join(folder.path, "bill"))).target.kind).toBe(kind);
});

test("a repository: tracked and new files, what was left out, the commit and a lasting name", async () => {
  using repository = gitRepository();
  const first = repository.commit("first", { ".gitignore": "ignored\n", "a.txt": "a", "gone.txt": "g" });
  repository.write({ "new.txt": "n", ignored: "i", "inner/x": "x" });
  repository.git("init", "--quiet", "inner");
  const { rmSync } = await import("node:fs");
  rmSync(join(repository.path, "gone.txt"));
  const opened = await open(repository.path);
  expect(Object.keys(Object.fromEntries((await walk(opened)).files))).toEqual([
    ".gitignore",
    "a.txt",
    "inner/x",
    "new.txt",
  ]);
  expect(opened.target).toEqual({ kind: "git", ref: repository.path, commit: first });
  expect(opened.leftOut).toEqual({ "ignored by git": 1, "tracked, and not in the working tree": 1 });
  const { ignored } = await filesOf(repository.path, { includeIgnored: true });
  expect(ignored).toBe("i");
  repository.git("clone", "--quiet", repository.path, "inner/clone");
  expect((await open(join(repository.path, "inner/clone"))).identity).toBe(opened.identity);
});

test("a tracked file behind a folder that is now a link out of the tree is not read", async () => {
  using outside = temporaryFolder({ f: "outside" });
  using repository = gitRepository();
  repository.commit("first", { "d/f": "inside" });
  const { rmSync } = await import("node:fs");
  rmSync(join(repository.path, "d"), { recursive: true });
  symlinkSync(outside.path, join(repository.path, "d"));
  const opened = await open(repository.path);
  const { entries, files } = await walk(opened);
  expect([entries.map(({ path, type }) => [path, type]), [...files]]).toEqual([[["d", "symlink"]], []]);
});

test("a bare repository: HEAD", async () => {
  using repository = gitRepository();
  const head = repository.commit("first", { a: "a", "d/b": "b" });
  repository.git("clone", "--quiet", "--bare", ".", "bare.git");
  const bare = join(repository.path, "bare.git");
  expect(await filesOf(bare)).toEqual({ a: "a", "d/b": "b" });
  expect((await open(bare)).target).toEqual({ kind: "git", ref: bare, commit: head });
});

test("history: every blob once, under the oldest of its names that somebody wants", async () => {
  using repository = gitRepository();
  const first = repository.commit("first", { ".env": "secret", a: "1" });
  const second = repository.commit("second", { ".env": null, a: "2", "kept.env": "secret" });
  const opened = await open(repository.path, { history: true });
  const past = { ...opened, strata: opened.strata.filter(({ history }) => history) };
  const seen = await walk(past);
  expect(seen.entries.map(({ path, commit }) => [path, commit])).toEqual([
    [".env", first],
    ["a", first],
    ["a", second],
  ]);
  const picky = await walk(
    past,
    recordingVisitor(({ path }) => (path === "kept.env" ? "stream" : "nothing")),
  );
  expect([...picky.files]).toEqual([["kept.env", "secret"]]);
});

test("a shallow clone says that its history was cut, and keeps its name by where it came from", async () => {
  using repository = gitRepository();
  repository.commit("first", { a: "1" });
  repository.commit("second", { a: "2" });
  using place = temporaryFolder();
  repository.git("clone", "--quiet", "--depth=1", `file://${repository.path}`, join(place.path, "clone"));
  const clone = join(place.path, "clone");
  const opened = await open(clone, { history: true });
  expect(opened.gaps[0]?.reason).toMatch(/^a shallow clone/);
  expect(opened.identity).not.toBe("waybill");
});

test("words that are no target, with what was perhaps meant", async () => {
  using folder = temporaryFolder({ "service/x": "" });
  await expect(open(`${folder.path}/servise`)).rejects.toMatchObject({
    code: "sources/no-such-target",
    advice: expect.stringContaining(`Did you mean ${folder.path}/service?`),
  });
  await expect(open("")).rejects.toMatchObject({ code: "sources/no-such-target" });
  await expect(open("./no/such")).rejects.toMatchObject({ code: "sources/no-such-target" });
  await expect(open("no-such.yaml")).rejects.toMatchObject({ code: "sources/no-such-target" });
  await expect(open(`git:${folder.path}`)).rejects.toMatchObject({ code: "sources/wrong-kind" });
  await expect(open(`rootfs:${folder.path}/service/x`)).rejects.toMatchObject({ code: "sources/wrong-kind" });
  await expect(open("host:web-1")).rejects.toMatchObject({ code: "sources/wrong-kind" });
});

test("a name that only a registry can know, offline", async () => {
  const network = createNetwork({ offline: true, hosts: [] });
  for (const ref of ["alpine:3.20", "ghcr.io/o/r", "registry:alpine"]) {
    await expect(open(ref, { network })).rejects.toMatchObject({ code: "connect/offline" });
  }
});

test("staged: what the next commit brings, as it stands in the index", async () => {
  using repository = gitRepository();
  repository.write({ first: "1", "d/second": "2" });
  repository.git("add", "--all");
  expect(await filesOf(repository.path, { staged: true })).toEqual({ first: "1", "d/second": "2" });
  repository.commit("first", {});
  repository.write({ first: "changed and staged", "d/second": "changed and not staged", third: "new" });
  repository.git("add", "first", "third");
  repository.write({ first: "changed again" });
  expect(await filesOf(repository.path, { staged: true })).toEqual({ first: "changed and staged", third: "new" });
});
