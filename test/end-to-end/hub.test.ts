import { chmodSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runWaybill } from "../../src/testing/run-waybill.ts";
import { serveHub } from "../../src/testing/serve-hub.ts";
import { temporaryFolder } from "../../src/testing/temporary-folder.ts";

test("from nothing: start, first administrator, a key for a person, the record verified, stop, and start again", {
  timeout: 90_000,
}, async () => {
  using folder = temporaryFolder();
  chmodSync(folder.path, 0o711);
  const data = join(folder.path, "served");
  const first = await serveHub(folder.path, data);
  const { post } = first;
  const admin = await post("/v1/setup", { token: first.token });
  expect(admin).toMatchObject({ status: 201, body: { role: "admin" } });
  const viewer = await post("/v1/keys", { name: "me", role: "viewer" }, admin.body["key"]);
  expect(viewer.status).toBe(201);

  const environment = { WAYBILL_KEY: viewer.body["key"] ?? "" };
  const login = await runWaybill(folder.path, ["login", first.url], { environment });
  expect([login.stdout, login.status]).toEqual([`Signed in at ${first.url} as me (viewer).\n`, 0]);
  const verified = await runWaybill(folder.path, ["ledger", "verify"]);
  expect([verified.stdout.slice(0, 7), verified.status]).toEqual(["2 lines", 0]);
  const seal = /[0-9a-f]{64}/.exec(verified.stdout)?.[0] ?? "";
  expect((await runWaybill(folder.path, ["ledger", "verify", "--known", seal])).status).toBe(0);
  const rewritten = await runWaybill(folder.path, ["ledger", "verify", "--known", "0".repeat(64)]);
  expect([rewritten.status, rewritten.stdout]).toEqual([1, expect.stringContaining("written anew")]);

  const scanner = await post("/v1/keys", { name: "ci", role: "scanner" }, admin.body["key"]);
  folder.write({ "shop/requirements.txt": "flask==3.0.0\n", "shop/Dockerfile": "FROM debian:latest\n" });
  await runWaybill(folder.path, ["check", "shop", "--format", "json", "--output", "report.json"]);
  await runWaybill(folder.path, ["sbom", "shop", "--output", "bill.json"]);
  const words = ["push", "report.json", "--bill", "bill.json", "--hub", first.url];
  const asScanner = { environment: { WAYBILL_KEY: scanner.body["key"] ?? "" } };
  const pushed = await runWaybill(folder.path, words, asScanner);
  expect([pushed.stdout, pushed.status]).toEqual([expect.stringMatching(/^\d+ findings?: [1-9]\d* opened, 0 re/), 0]);
  expect((await runWaybill(folder.path, words, asScanner)).stdout).toContain("nothing was written");
  expect(await first.get("/v1/lineages", viewer.body["key"] ?? "")).toMatchObject({
    items: [{ kind: "directory", name: "shop" }],
  });

  const analysis = { state: "not_affected", detail: "not called" };
  const vulnerabilities = [{ id: "CVE-1", analysis, affects: [{ ref: "pkg:pypi/flask@3.0.0" }] }];
  folder.write({ "vex.json": JSON.stringify({ bomFormat: "CycloneDX", vulnerabilities }) });
  const told = await runWaybill(folder.path, ["push", "vex.json", "--hub", first.url], asScanner);
  expect([told.stdout, told.status]).toEqual([expect.stringMatching(/^1 statement of .* stay open/), 0]);

  const image = `registry.example.com/app@sha256:${"0".repeat(64)}`;
  const gateKey = await post("/v1/keys", { name: "gate", role: "gate" }, admin.body["key"]);
  const gated = await runWaybill(folder.path, ["gate", image, "--environment", "prod", "--hub", first.url], {
    environment: { WAYBILL_KEY: gateKey.body["key"] ?? "" },
  });
  expect([gated.status, gated.stdout]).toEqual([1, expect.stringMatching(/refused for prod[^]*nobody has looked/)]);
  expect((await runWaybill(folder.path, ["gate", "app:1", "--environment", "prod"])).stderr).toContain("no digest");

  const deployer = await post("/v1/keys", { name: "cd", role: "deployer" }, admin.body["key"]);
  const asDeployer = { environment: { WAYBILL_KEY: deployer.body["key"] ?? "" } };
  const went = ["ledger", "record", image, "--environment", "prod", "--hub"];
  const down = await runWaybill(folder.path, [...went, "http://127.0.0.1:9"], asDeployer);
  expect([down.status, down.stderr]).toEqual([0, expect.stringContaining("1 deployment kept here")]);
  const recorded = await runWaybill(folder.path, [...went, first.url], asDeployer);
  expect([recorded.stdout, recorded.status]).toEqual(["1 deployment recorded.\n", 0]);

  const backup = await runWaybill(folder.path, ["backup", "hub.backup", "--data", "served"]);
  expect([backup.stderr, backup.stdout]).toEqual(["", expect.stringMatching(/^\d+ rows of \d+ tables are in/)]);
  const restored = await runWaybill(folder.path, ["restore", "hub.backup", "--data", "other"]);
  expect([restored.stderr, restored.stdout]).toEqual(["", backup.stdout.replace("are in", "were restored from")]);
  const twice = await runWaybill(folder.path, ["restore", "hub.backup", "--data", "other"]);
  expect([twice.status, twice.stderr]).toEqual([2, expect.stringContaining("already")]);

  expect(await first.stop("SIGTERM")).toBe(0);
  expect(first.stderr()).not.toContain(admin.body["key"]);

  const second = await serveHub(folder.path, data);
  expect(second.token).toBeUndefined();
  const refused = await runWaybill(folder.path, ["ledger", "verify", "--hub", second.url]);
  expect([refused.status, refused.stderr]).toEqual([2, expect.stringContaining("There is no key")]);
  const wrong = await runWaybill(folder.path, ["ledger", "verify", "--hub", second.url], {
    environment: { WAYBILL_KEY: "wbk_wrong" },
  });
  expect([wrong.status, wrong.stderr]).toEqual([2, expect.stringContaining("auth/bad-key")]);
  expect(await second.stop("SIGINT")).toBe(0);
});

test.each([
  [["serve", "--port", "99999"], /--port/],
  [["serve", "--role", "king"], /role/],
  [["ledger", "verify"], /No hub is named/],
  [["ledger", "verify", "--hub", "http://hub.example.com"], /no key|encryption/],
  [["login", "http://hub.example.com"], /encryption/],
  [["login", "nonsense"], /no URL/],
])("%j is said to be wrong", async (words, message) => {
  using folder = temporaryFolder();
  const ran = await runWaybill(folder.path, words, {
    environment: { WAYBILL_KEY: words[0] === "login" ? "wbk_x" : "" },
  });
  expect([ran.status, ran.stderr]).toEqual([2, expect.stringMatching(message)]);
});
