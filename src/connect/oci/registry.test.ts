import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type FakeRegistryOptions, fakeRegistry, type Mischief } from "../../testing/fake-registry.ts";
import { buildImage, sha256 } from "../../testing/image-builder.ts";
import { temporaryFolder } from "../../testing/temporary-folder.ts";
import { createNetwork } from "../network.ts";
import { fetchBlob } from "./blob-cache.ts";
import type { Credentials } from "./credentials.ts";
import { createRegistry, type RegistryOptions } from "./registry.ts";

const image = buildImage({ layers: [{ items: [{ path: "a", content: "a".repeat(50_000) }], compression: "none" }] });
const [layer] = image.layers;
if (layer === undefined) throw new Error("no layer");
const WHOLE = { digest: layer.digest, size: layer.blob.length };

async function open(options: FakeRegistryOptions = {}, more: Partial<RegistryOptions> = {}) {
  const server = await fakeRegistry(options);
  server.offer("team/app:1", image);
  const waits: number[] = [];
  const registry = createRegistry(
    { registry: server.host, repository: "team/app" },
    {
      network: createNetwork({ offline: false, hosts: [] }),
      findCredentials: async () => ({ kind: "none" }),
      sleep: async (wait) => {
        waits.push(wait);
      },
      now: () => Date.UTC(2026, 0, 1),
      ...more,
    },
  );
  return { server, registry, waits, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

function known(credentials: Credentials): Pick<RegistryOptions, "findCredentials"> {
  return { findCredentials: async () => credentials };
}

test("a manifest by tag and by digest, a blob, the digest of a tag", async () => {
  await using run = await open();
  expect((await run.registry.manifest("1")).digest).toBe(image.digest);
  expect((await run.registry.manifest(image.digest)).bytes.equals(image.manifest)).toBe(true);
  expect((await run.registry.smallBlob(image.configDigest)).equals(image.config)).toBe(true);
  expect(await run.registry.headManifest("1")).toBe(image.digest);
  expect(run.server.requests.at(-1)).toBe("HEAD /v2/team/app/manifests/1");
});

test("bytes that are not those of the digest are refused, whatever the registry's header says", async () => {
  await using run = await open();
  run.server.offerManifest("team/app", image.digest, "application/json", Buffer.from("{}"));
  run.server.offerBlob("team/app", Buffer.from("evil"), image.configDigest);
  await expect(run.registry.manifest(image.digest)).rejects.toMatchObject({ code: "oci/digest-mismatch" });
  await expect(run.registry.smallBlob(image.configDigest)).rejects.toMatchObject({ code: "oci/digest-mismatch" });
});

test("a tag's digest is recomputed where the registry does not tell it", async () => {
  const mischief = ({ method }: { method: string }): Mischief => (method === "HEAD" ? { status: 200 } : undefined);
  await using run = await open({ mischief });
  expect(await run.registry.headManifest("1")).toBe(image.digest);
});

test("a token is fetched without a name, once, and sent from then on", async () => {
  await using run = await open({ authentication: "token" });
  await run.registry.manifest("1");
  await run.registry.smallBlob(image.configDigest);
  expect(run.server.requests).toEqual([
    "GET /v2/team/app/manifests/1",
    "GET /token",
    "GET /v2/team/app/manifests/1",
    `GET /v2/team/app/blobs/${image.configDigest}`,
  ]);
});

test.each(["token", "basic"] as const)(
  "%s with a password; with a wrong one the message names docker login",
  async (authentication) => {
    const server = { authentication, user: "ada", password: "right" };
    await using run = await open(server, known({ kind: "password", user: "ada", password: "right" }));
    expect((await run.registry.manifest("1")).digest).toBe(image.digest);
    await using wrong = await open(server, known({ kind: "password", user: "ada", password: "wrong" }));
    await expect(wrong.registry.manifest("1")).rejects.toMatchObject({
      code: "oci/denied",
      advice: expect.stringContaining(`docker login ${wrong.server.host}`),
    });
    await using nobody = await open(server);
    const failing = nobody.registry.manifest("1");
    await expect(failing).rejects.toMatchObject({
      code: "oci/denied",
      advice: expect.stringMatching(/^If the image is private/),
    });
    await expect(failing).rejects.not.toThrow("right");
  },
);

test("a registry that wants the password sent to another place without encryption gets nothing", async () => {
  const headers = { "www-authenticate": 'Bearer realm="http://elsewhere.example/token"' };
  await using run = await open({ mischief: () => ({ status: 401, headers }) }, known({ kind: "refresh", token: "t" }));
  await expect(run.registry.manifest("1")).rejects.toMatchObject({ code: "oci/bad-realm" });
});

test("429 and 500 are asked again, after the wait that the registry wants", async () => {
  const answers: Mischief[] = [
    { status: 429, headers: { "retry-after": "7" } },
    { status: 503, headers: { "retry-after": "Thu, 01 Jan 2026 00:00:09 GMT" } },
    { status: 500 },
    { status: 429, headers: { "retry-after": "86400" } },
  ];
  await using run = await open({ mischief: ({ count }) => answers[count] });
  expect((await run.registry.manifest("1")).digest).toBe(image.digest);
  expect(run.waits).toEqual([7000, 9000, 2000, 60_000]);
});

test.each([
  [429, "oci/too-many-requests"],
  [500, "oci/refused"],
])("%i without end: given up after five tries", async (status, code) => {
  await using run = await open({ mischief: () => ({ status }) });
  await expect(run.registry.manifest("1")).rejects.toMatchObject({ code });
  expect([run.server.requests.length, run.waits]).toEqual([5, [500, 1000, 2000, 4000]]);
});

test("a registry that hangs is given up, and not asked again", async () => {
  await using run = await open({ mischief: () => ({ hang: true }) }, { timeout: 40 });
  await expect(run.registry.manifest("1")).rejects.toMatchObject({ code: "connect/timeout" });
  expect(run.server.requests).toHaveLength(1);
});

test("no such tag", async () => {
  await using run = await open();
  await expect(run.registry.manifest("2")).rejects.toMatchObject({ code: "oci/not-found" });
});

test("a manifest of more than 4 MiB is not read", async () => {
  await using run = await open();
  run.server.offerManifest("team/app", "huge", "application/json", Buffer.alloc(5 * 1024 * 1024, " "));
  await expect(run.registry.manifest("huge")).rejects.toMatchObject({ code: "connect/too-large" });
});

test("offline nothing is asked", async () => {
  await using run = await open({}, { network: createNetwork({ offline: true, hosts: [] }) });
  await expect(run.registry.manifest("1")).rejects.toMatchObject({ code: "connect/offline" });
  expect(run.server.requests).toEqual([]);
});

test("blobs that are kept elsewhere: followed, without telling who asks", async () => {
  await using elsewhere = await fakeRegistry();
  elsewhere.offerBlob("store", layer.blob);
  const location = `http://${elsewhere.host}/v2/store/blobs/${layer.digest}`;
  const mischief = ({ path }: { path: string }): Mischief =>
    path.endsWith(layer.digest) ? { status: 307, headers: { location } } : undefined;
  await using run = await open(
    { authentication: "basic", user: "ada", password: "p", mischief },
    known({ kind: "password", user: "ada", password: "p" }),
  );
  await run.registry.manifest("1");
  using cache = temporaryFolder();
  const file = await fetchBlob(run.registry, WHOLE, cache.path);
  expect(readFileSync(file).equals(layer.blob)).toBe(true);
  expect(elsewhere.authorizations).toEqual([""]);
  expect(run.server.authorizations.at(-1)).toMatch(/^Basic /);
});

test("a blob elsewhere behind plain http, away from this machine, is not followed", async () => {
  const headers = { location: "http://internal.example/blob" };
  await using run = await open({ mischief: () => ({ status: 307, headers }) });
  await expect(run.registry.blob(layer.digest, 0)).rejects.toMatchObject({ code: "oci/plain-redirect" });
});

test("a blob is fetched once; the file is named by its digest", async () => {
  await using run = await open();
  using cache = temporaryFolder();
  const file = await fetchBlob(run.registry, WHOLE, cache.path);
  expect(file).toBe(join(cache.path, "blobs/sha256", layer.digest.slice(7)));
  await fetchBlob(run.registry, WHOLE, cache.path);
  expect(run.server.requests).toHaveLength(1);
});

test.each([true, false])(
  "a connection that breaks off is gone on with; the server knows ranges: %s",
  async (ranges) => {
    const seen: (string | undefined)[] = [];
    const mischief = ({ count, range }: { count: number; range?: string }): Mischief => {
      seen.push(range);
      return count < 2 ? { cutAfter: 20_000 } : undefined;
    };
    await using run = await open({ ranges, mischief });
    using cache = temporaryFolder();
    const file = await fetchBlob(run.registry, WHOLE, cache.path);
    expect(sha256(readFileSync(file))).toBe(layer.digest);
    expect(seen).toEqual([undefined, "bytes=20000-", ranges ? "bytes=40000-" : "bytes=20000-"]);
  },
);

test("the next run goes on where the last one stopped, and begins anew where that was damaged", async () => {
  await using broken = await open({
    mischief: ({ path }) => (path.includes("blobs") ? { cutAfter: 5000 } : undefined),
    ranges: false,
  });
  using cache = temporaryFolder();
  await expect(fetchBlob(broken.registry, WHOLE, cache.path)).rejects.toMatchObject({ code: "connect/broken-off" });
  const folder = join(cache.path, "blobs/sha256");
  const [partial] = readdirSync(folder);
  expect(partial).toBe(`${layer.digest.slice(7)}.partial`);

  await using good = await open();
  writeFileSync(join(folder, partial ?? ""), Buffer.alloc(5000, "!"));
  const file = await fetchBlob(good.registry, WHOLE, cache.path);
  expect(sha256(readFileSync(file))).toBe(layer.digest);
  expect(good.server.requests).toHaveLength(2);
  expect(readdirSync(folder)).toEqual([layer.digest.slice(7)]);
});

test("a range that the registry refuses, or exchanges for another: from the beginning", async () => {
  for (const odd of [
    { status: 416, body: "x".repeat(100) },
    { status: 206, headers: { "content-range": "bytes 7-9/9" }, body: "odd" },
  ]) {
    await using run = await open({
      mischief: ({ count }) => (count === 0 ? { cutAfter: 100 } : count === 1 ? odd : undefined),
    });
    using cache = temporaryFolder();
    expect(sha256(readFileSync(await fetchBlob(run.registry, WHOLE, cache.path)))).toBe(layer.digest);
    expect(run.server.requests).toHaveLength(3);
  }
});

test.each([
  ["other bytes", Buffer.alloc(layer.blob.length, "!")],
  ["more bytes", Buffer.concat([layer.blob, Buffer.from("!")])],
])("%s than declared never get the blob's name", async (_, bytes) => {
  await using run = await open();
  run.server.offerBlob("team/app", bytes, layer.digest);
  using cache = temporaryFolder();
  await expect(fetchBlob(run.registry, WHOLE, cache.path)).rejects.toMatchObject({ code: "oci/digest-mismatch" });
  expect(existsSync(join(cache.path, "blobs/sha256", layer.digest.slice(7)))).toBe(false);
  expect(readdirSync(join(cache.path, "blobs/sha256"))).toEqual([]);
});
