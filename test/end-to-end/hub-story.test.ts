import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeAdvisories } from "../../demo/advisories.ts";
import { buildImages } from "../../demo/images.ts";
import { type BuiltImage, writeOciLayout } from "../../src/testing/image-builder.ts";
import { runWaybill } from "../../src/testing/run-waybill.ts";
import { serveHub } from "../../src/testing/serve-hub.ts";
import { temporaryFolder } from "../../src/testing/temporary-folder.ts";

const NAME = "registry.example.com/team/shop";

interface Finding {
  readonly id: number;
  readonly title: string;
  readonly room: string;
  readonly severity: string;
  readonly state: string;
  readonly reason: string | null;
  readonly rootLayer: string | null;
}

test("an image is refused, waived by somebody else's word, deployed knowingly, mended, and proven fixed", {
  timeout: 120_000,
}, async () => {
  using folder = temporaryFolder();
  chmodSync(folder.path, 0o711);
  const home = folder.path;
  const { shop, rebuilt } = buildImages();
  writeAdvisories(join(home, "feeds"));
  await runWaybill(home, ["advisories", "import", "feeds"]);
  const hub = await serveHub(home, join(home, "served"));
  const admin = (await hub.post("/v1/setup", { token: hub.token })).body["key"] ?? "";
  const keyOf = async (role: string) => (await hub.post("/v1/keys", { name: role, role }, admin)).body["key"] ?? "";
  const [scanner, gate, developer, approver, deployer] = await Promise.all(
    ["scanner", "gate", "developer", "approver", "deployer"].map(keyOf),
  );
  const run = async (words: readonly string[], key: string | undefined) =>
    await runWaybill(home, [...words, "--hub", hub.url], { environment: { WAYBILL_KEY: key ?? "" } });
  const push = async (image: BuiltImage, name: string) => {
    mkdirSync(join(home, name));
    writeOciLayout(join(home, name), [{ image, tag: "1" }]);
    await runWaybill(home, ["check", `oci:${name}`, "--offline", "--format", "json", "--output", `${name}.json`]);
    await runWaybill(home, ["sbom", `oci:${name}`, "--offline", "--output", `${name}.bill`]);
    return await run(["push", `${name}.json`, "--bill", `${name}.bill`, "--as", NAME], scanner);
  };
  const gateOn = async ({ digest }: BuiltImage) =>
    await run(["gate", `${NAME}@${digest}`, "--environment", "prod"], gate);
  const findings = async (state: string) =>
    ((await hub.get(`/v1/findings?state=${state}&limit=200`, developer ?? "")) as { items: Finding[] }).items;

  expect((await push(shop, "shop")).stdout).toMatch(/^\d+ findings: \d+ opened/);
  expect((await gateOn(shop)).stdout).toMatch(/refused for prod.*lodash/s);

  const grave = (await findings("open")).filter(({ severity }) => ["critical", "high"].includes(severity));
  expect(grave.length).toBeGreaterThan(3);
  expect(grave.some(({ rootLayer }) => rootLayer === shop.layers[0]?.digest)).toBe(true);
  const lineage = ((await hub.get("/v1/lineages", developer ?? "")) as { items: { id: number }[] }).items[0]?.id;
  const wish = { kind: "lineage", lineage, reason: "until the rebuilt image is out", until: inDays(7) };
  const waiver = (await hub.post("/v1/waivers", wish, developer)).body["id"];
  expect((await hub.post(`/v1/waivers/${waiver}/decision`, { decision: "approve" }, developer)).status).toBe(403);
  expect((await hub.post(`/v1/waivers/${waiver}/decision`, { decision: "approve" }, approver)).status).toBe(200);
  const passed = await gateOn(shop);
  expect([passed.status, passed.stdout]).toEqual([0, expect.stringContaining(`on the word of waivers ${waiver}`)]);
  const recorded = await run(["ledger", "record", `${NAME}@${shop.digest}`, "--environment", "prod"], deployer);
  expect(recorded.stdout).toBe("1 deployment recorded.\n");
  expect(await hub.get("/v1/deployments", developer ?? "")).toMatchObject({
    items: [{ unaccepted: 0, waivers: [waiver] }],
  });

  expect((await push(rebuilt, "rebuilt")).stderr).toBe("");
  const closed = await findings("closed");
  expect(closed.find(({ title }) => /lodash/.test(title))).toMatchObject({
    state: "verified-fixed",
    reason: "upgraded",
  });
  expect(closed.find(({ title }) => /flatmap-stream/.test(title))).toMatchObject({ reason: "removed" });
  expect(closed.find(({ room }) => room === "secrets")).toMatchObject({ state: "verified-fixed", reason: "removed" });
  const verified = await run(["ledger", "verify"], developer);
  expect([verified.status, verified.stdout]).toEqual([0, expect.stringMatching(/^\d+ lines, each sealed/)]);
  expect(await hub.stop()).toBe(0);
});

function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString();
}
