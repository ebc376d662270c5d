import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { expect, test } from "vitest";
import { writeAdvisories } from "../../demo/advisories.ts";
import { buildImages } from "../../demo/images.ts";
import { codeOf } from "../../src/hub/testing/authenticator.ts";
import { type HubPerson, hubPerson } from "../../src/testing/hub-person.ts";
import { type BuiltImage, writeOciLayout } from "../../src/testing/image-builder.ts";
import { runWaybill } from "../../src/testing/run-waybill.ts";
import { type ServedHub, serveHub } from "../../src/testing/serve-hub.ts";
import { temporaryFolder } from "../../src/testing/temporary-folder.ts";

const PASSWORD = "correct horse battery";
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

test("from a first start: an image is refused, waived by somebody else's word, deployed knowingly, mended, and proven fixed", {
  timeout: 120_000,
}, async () => {
  using folder = temporaryFolder();
  chmodSync(folder.path, 0o711);
  const home = folder.path;
  const { shop, rebuilt } = buildImages();
  writeAdvisories(join(home, "feeds"));
  await runWaybill(home, ["advisories", "import", "feeds"]);
  const hub = await serveHub(home, join(home, "served"));
  const admin = hubPerson(hub);
  const ada = { token: hub.token, email: "ada@example.com", name: "Ada", password: PASSWORD };
  expect((await admin.ask("POST", "/v1/setup/person", ada)).status).toBe(201);
  const early = await admin.ask("POST", "/v1/people", { email: "eve@example.com", name: "Eve", roles: ["admin"] });
  expect([early.status, early.body["policy"]]).toEqual([403, expect.stringContaining("second-factor")]);
  await enrol(admin);
  const [developer, approver] = [await invited(hub, admin, "developer"), await invited(hub, admin, "approver")];
  const tokenOf = await forge(admin, hub.url);
  const [scanner, gate, deployer] = [await tokenOf("scanner"), await tokenOf("gate"), await tokenOf("deployer")];
  const run = async (words: readonly string[], environment: Record<string, string>) => {
    const job = join(home, `job of ${environment["WAYBILL_ID_TOKEN"]?.slice(-12)}`);
    return await runWaybill(home, [...words, "--data", job], { environment });
  };
  for (const job of [scanner, gate, deployer]) {
    const login = await run(["login", hub.url, "--workload"], job);
    expect([login.status, login.stderr]).toEqual([0, ""]);
    expect((await run(["login", hub.url, "--workload"], job)).status).toBe(2); // each identity token is taken once
  }
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
    (await developer.ask("GET", `/v1/findings?state=${state}&limit=200`)).body["items"] as Finding[];

  expect((await push(shop, "shop")).stdout).toMatch(/^\d+ findings: \d+ opened/);
  expect((await gateOn(shop)).stdout).toMatch(/refused for prod.*lodash/s);

  const grave = (await findings("open")).filter(({ severity }) => ["critical", "high"].includes(severity));
  expect(grave.length).toBeGreaterThan(3);
  expect(grave.some(({ rootLayer }) => rootLayer === shop.layers[0]?.digest)).toBe(true);
  const [lineage] = (await developer.ask("GET", "/v1/lineages")).body["items"] as { id: number }[];
  const wish = { kind: "lineage", lineage: lineage?.id, reason: "until the rebuilt image is out", until: inDays(7) };
  const waiver = (await developer.ask("POST", "/v1/waivers", wish)).body["id"];
  const decide = async (by: HubPerson) =>
    await by.ask("POST", `/v1/waivers/${waiver}/decision`, { decision: "approve" });
  expect((await decide(developer)).status).toBe(403);
  expect((await decide(approver)).body).toMatchObject({
    state: "approved",
    decidedBy: expect.stringMatching(/^person/),
  });
  const passed = await gateOn(shop);
  expect([passed.status, passed.stdout]).toEqual([0, expect.stringContaining(`on the word of waivers ${waiver}`)]);
  const recorded = await run(["ledger", "record", `${NAME}@${shop.digest}`, "--environment", "prod"], deployer);
  expect(recorded.stdout).toBe("1 deployment recorded.\n");
  expect((await developer.ask("GET", "/v1/deployments")).body).toMatchObject({
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
  const { key } = (await admin.ask("POST", "/v1/keys", { name: "auditor", role: "viewer" })).body as { key: string };
  const verified = await runWaybill(home, ["ledger", "verify", "--hub", hub.url], {
    environment: { WAYBILL_KEY: key },
  });
  expect([verified.status, verified.stdout]).toEqual([0, expect.stringMatching(/^\d+ lines, each sealed/)]);
  expect(await hub.stop()).toBe(0);
});

async function enrol(person: HubPerson): Promise<void> {
  const { body } = await person.ask("POST", "/v1/me/authenticator", { password: PASSWORD });
  const code = codeOf(String(body["uri"]));
  const confirmed = await person.ask("POST", "/v1/me/authenticator/confirmation", { code });
  expect(confirmed.status).toBe(200);
}

/** Somebody whom the administrator invites, who takes up the account and enrols a second factor. */
async function invited(hub: ServedHub, admin: HubPerson, role: string): Promise<HubPerson> {
  const wish = { email: `${role}@example.com`, name: role, roles: [role] };
  const { body: link } = await admin.ask("POST", "/v1/people", wish);
  const person = hubPerson(hub);
  await person.ask("POST", "/v1/sign-in/invitation", { token: link["token"], password: PASSWORD });
  await enrol(person);
  return person;
}

/** A forge that the hub trusts, and what its jobs find in their environment: one identity token each. */
async function forge(admin: HubPerson, audience: string): Promise<(role: string) => Promise<Record<string, string>>> {
  const { privateKey, publicKey } = await generateKeyPair("ES256");
  const issuer = "https://forge.example.com";
  const keys = { keys: [{ ...(await exportJWK(publicKey)), kid: "1", alg: "ES256" }] };
  const trust = { name: "forge", kind: "github", issuer, audience, keys };
  const { body: trusted } = await admin.ask("POST", "/v1/workloads/issuers", trust);
  return async (role) => {
    const claims = { repository: "acme/shop", ref: "refs/heads/main", workflow: role };
    await admin.ask("POST", "/v1/workloads/bindings", { name: role, issuer: trusted["id"], role, claims });
    const token = new SignJWT({ ...claims, sub: `repo:acme/shop:${role}`, jti: role });
    const signed = token.setProtectedHeader({ alg: "ES256", kid: "1" }).setIssuer(issuer).setAudience(audience);
    return { WAYBILL_ID_TOKEN: await signed.setIssuedAt().setExpirationTime("5m").sign(privateKey) };
  };
}

function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString();
}
