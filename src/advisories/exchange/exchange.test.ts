import { generateKeyPairSync } from "node:crypto";
import { appendFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { createNetwork } from "../../connect/network.ts";
import { fakeRegistry } from "../../testing/fake-registry.ts";
import { sha256 } from "../../testing/image-builder.ts";
import { buildZip } from "../../testing/zip-builder.ts";
import { advisoryState, exportDatabase, importAdvisories } from "../index.ts";
import { component, house, NOW, record } from "../testing/house.ts";
import { manifestOf } from "./manifest.ts";
import { pullDatabase } from "./pull-database.ts";

const here = house(buildZip);

function keys() {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  return {
    secret: here.write("secret.pem", privateKey.export({ type: "pkcs8", format: "pem" }).toString()),
    open: here.write("public.pem", publicKey.export({ type: "spki", format: "pem" }).toString()),
  };
}

/** Exports a database with one hole in npm, and goes to another machine. */
async function exported(keyFile?: string): Promise<string> {
  await importAdvisories([here.feed("npm", [record("A", "npm", "x", [{ introduced: "0" }])])], here.data, NOW);
  const to = join(here.folder, "out.sqlite");
  await exportDatabase(here.data, to, keyFile);
  here.elsewhere();
  return to;
}

const holes = async () => (await here.look([component("npm", "x", "1.0.0")])).findings.length;
const names = () => advisoryState(here.data)?.sources.map(({ name }) => name);

test("what is signed is taken where keys are named, and nothing else is", async () => {
  const { secret, open } = keys();
  const to = await exported(secret);
  await importAdvisories([to], here.data, NOW, [open]);
  expect(await holes()).toBe(1);
  const other = generateKeyPairSync("ed25519").publicKey.export({ type: "spki", format: "pem" }).toString();
  const stranger = here.write("other.pem", other);
  const take = (path: string, key: string) => importAdvisories([path], here.data, NOW, [key]);
  await expect(take(to, stranger)).rejects.toThrow("None of the keys");
  await expect(take(here.feed("PyPI", []), open)).rejects.toThrow("is not signed");
  await expect(take(to, here.write("no.pem", "no key"))).rejects.toThrow("holds no public Ed25519 key");
  const manifest = readFileSync(manifestOf(to), "utf8");
  writeFileSync(manifestOf(to), manifest.replace("OSV npm", "OSV nqm"));
  await expect(take(to, open)).rejects.toThrow("None of the keys");
  writeFileSync(manifestOf(to), manifest);
  appendFileSync(to, "x");
  await expect(take(to, open)).rejects.toThrow("is not the file that its manifest tells of");
  expect(await holes()).toBe(1);
});

test("a file without signature is taken where no keys are named, and refused where they are", async () => {
  const { open } = keys();
  const to = await exported();
  await expect(importAdvisories([to], here.data, NOW, [open])).rejects.toThrow("is not signed");
  await importAdvisories([to], here.data, NOW);
  expect(await holes()).toBe(1);
  expect(JSON.parse(JSON.parse(readFileSync(manifestOf(to), "utf8")).manifest)).toMatchObject({
    schema: "waybill.advisories/1",
    sources: [{ name: "OSV npm", records: 1, licence: "CC-BY-4.0 AND Apache-2.0" }],
  });
});

test("data under a share-alike licence goes into a file of its own, and both are taken together", async () => {
  here.feed("npm", [record("A", "npm", "x", [{ introduced: "0" }])]);
  here.feed("Ubuntu", [
    record("USN-1", "Ubuntu:22.04:LTS", "y", [{ introduced: "0" }], { aliases: ["CVE-2026-1000"] }),
  ]);
  here.write(
    "feeds/kev.json",
    JSON.stringify({ vulnerabilities: [{ cveID: "CVE-2026-1000", dateAdded: "2026-03-01" }] }),
  );
  await importAdvisories([`${here.folder}/feeds`], here.data, NOW);
  const files = await exportDatabase(here.data, join(here.folder, "out.sqlite"));
  expect(files.map(({ file }) => file.replace(here.folder, ""))).toEqual(["/out.sqlite", "/out.share-alike.sqlite"]);
  expect(readFileSync(files[0]?.file ?? "").includes("USN-1")).toBe(false);
  here.elsewhere();
  await importAdvisories([files[0]?.file ?? ""], here.data, NOW);
  expect(names()).toEqual(["CISA KEV", "OSV npm"]);
  await importAdvisories([files[1]?.file ?? ""], here.data, NOW);
  expect(names()).toEqual(["CISA KEV", "OSV Ubuntu", "OSV npm"]);
  const { findings } = await here.look([
    component("npm", "x", "1.0.0"),
    component("deb", "y", "1", { distribution: "ubuntu:22.04" }),
  ]);
  expect(findings.map(({ title, signals }) => [title, signals.exploitation?.level])).toEqual([
    ["x 1.0.0: A hole in x (A)", undefined],
    ["y 1: A hole in y (CVE-2026-1000)", "active"],
  ]);
  expect(readdirSync(here.data).filter((name) => name.includes("adopting"))).toEqual([]);
});

test("old data that is handed on does not undo newer data", async () => {
  const to = await exported();
  await importAdvisories([here.feed("npm", [record("B", "npm", "z", [{ introduced: "0" }])])], here.data, NOW);
  const database = new DatabaseSync(
    join(here.data, readdirSync(here.data).find((name) => name.endsWith("sqlite")) ?? ""),
  );
  const [row] = database.prepare("select fetched_at from source").all();
  database.close();
  expect(String(row?.["fetched_at"]) >= "2026").toBe(true);
  await importAdvisories([to], here.data, NOW);
  expect(await holes()).toBe(0);
});

test("a database with a view in it is refused", async () => {
  const to = await exported();
  const database = new DatabaseSync(to);
  database.exec("drop table exploited; create view exploited as select 1 as cve, 'x' as since");
  database.close();
  const plain = here.write("plain.sqlite", readFileSync(to));
  await expect(importAdvisories([plain], here.data, NOW)).rejects.toThrow("is no database that can be read");
  expect(advisoryState(here.data)).toBeNull();
});

test("a server's database is pulled when it is new, and only then", async () => {
  const { secret, open } = keys();
  const to = await exported(secret);
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.end(readFileSync(request.url?.endsWith(".json") ? manifestOf(to) : to));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const pull = (key: readonly string[], offline = false) =>
    pullDatabase({
      network: createNetwork({ offline, hosts: [host] }),
      origin: `http://${host}/v1/advisories.sqlite`,
      dataDirectory: here.data,
      cacheDirectory: here.folder,
      now: NOW,
      keys: key,
      wait: async () => {},
    });
  try {
    await expect(pull([], true)).rejects.toMatchObject({ code: "connect/offline" });
    expect(asked).toEqual([]);
    expect((await pull([open])).pointer).toBeDefined();
    expect(await holes()).toBe(1);
    expect((await pull([open])).pointer).toBeUndefined();
    expect(asked.map((path) => path.split("/").at(-1))).toEqual([
      "advisories.sqlite.manifest.json",
      "advisories.sqlite",
      "advisories.sqlite.manifest.json",
    ]);
    expect(readdirSync(join(here.data, "fetching"))).toEqual([]);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test("an artifact in a registry is pulled by its layers' titles", async () => {
  const { secret, open } = keys();
  const to = await exported(secret);
  await using registry = await fakeRegistry();
  const layer = (bytes: Buffer, title: string) => {
    registry.offerBlob("team/advisories", bytes);
    return {
      mediaType: "application/octet-stream",
      digest: sha256(bytes),
      size: bytes.length,
      annotations: { "org.opencontainers.image.title": title },
    };
  };
  const manifest = {
    schemaVersion: 2,
    mediaType: "application/vnd.oci.image.manifest.v1+json",
    artifactType: "application/vnd.waybill.advisories.v1",
    config: { mediaType: "application/vnd.oci.empty.v1+json", digest: sha256(Buffer.from("{}")), size: 2 },
    layers: [layer(readFileSync(to), "out.sqlite"), layer(readFileSync(manifestOf(to)), "out.sqlite.manifest.json")],
  };
  registry.offerManifest("team/advisories", "1", manifest.mediaType, Buffer.from(JSON.stringify(manifest)));
  const pulled = await pullDatabase({
    network: createNetwork({ offline: false, hosts: [registry.host] }),
    origin: `oci://${registry.host}/team/advisories:1`,
    dataDirectory: here.data,
    cacheDirectory: join(here.folder, "cache"),
    now: NOW,
    keys: [open],
  });
  expect(pulled.sources.map(({ name }) => name)).toEqual(["OSV npm"]);
  expect(await holes()).toBe(1);
});
