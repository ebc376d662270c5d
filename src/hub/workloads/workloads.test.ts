import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { NOW, type TestHub, testHub } from "../testing/test-hub.ts";

const AUDIENCE = "https://hub.example.com";
const CLAIMS = {
  repository: "acme/shop",
  ref: "refs/heads/main",
  workflow_ref: "acme/shop/.github/workflows/release.yml@refs/heads/main",
};
const SECONDS = Math.floor(NOW.getTime() / 1000);

/** An issuer as a forge is one, on this machine. */
async function forge() {
  const made = await Promise.all([generateKeyPair("RS256"), generateKeyPair("ES256"), generateKeyPair("RS256")]);
  const [first, second, foreign] = made;
  if (first === undefined || second === undefined || foreign === undefined) throw new Error("no keys");
  const published = [{ ...(await exportJWK(first.publicKey)), kid: "first", alg: "RS256" }];
  let asked = 0;
  const server = createServer((request, response) => {
    asked++;
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    if (request.url === "/.well-known/openid-configuration")
      response.end(JSON.stringify({ issuer: address, jwks_uri: `${address}/keys` }));
    else if (request.url === "/keys") response.end(JSON.stringify({ keys: published }));
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  let number = 0;
  const sign = async (more: JWTPayload = {}, by: "first" | "second" | "foreign" = "first") => {
    const key = { first, second, foreign }[by].privateKey;
    const payload = {
      iss: issuer,
      aud: AUDIENCE,
      sub: "repo:acme/shop:ref:refs/heads/main",
      jti: `${number++}`,
      ...CLAIMS,
    };
    return await new SignJWT({ ...payload, iat: SECONDS, exp: SECONDS + 300, ...more })
      .setProtectedHeader({ alg: by === "second" ? "ES256" : "RS256", kid: by === "foreign" ? "first" : by })
      .sign(key);
  };
  return {
    issuer,
    sign,
    asked: () => asked,
    publishSecond: async () =>
      void published.push({ ...(await exportJWK(second.publicKey)), kid: "second", alg: "ES256" }),
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

let hub: TestHub;
let ci: Awaited<ReturnType<typeof forge>>;
let admin = "";
let [issuerId, team] = ["", ""];

beforeAll(async () => {
  [hub, ci] = [await testHub(), await forge()];
  [admin, team] = [await hub.key("admin"), await hub.team("shop")];
  const body = { name: "forge", kind: "github", issuer: ci.issuer, audience: AUDIENCE };
  issuerId = (await hub.ask("POST", "/v1/workloads/issuers", { key: admin, body })).body.id;
  const binding = { name: "shop releases", issuer: issuerId, claims: CLAIMS, role: "scanner", team, minutes: 10 };
  const made = await hub.ask("POST", "/v1/workloads/bindings", { key: admin, body: binding });
  if (made.status !== 201) throw new Error(JSON.stringify(made.body));
});
afterAll(async () => {
  await ci.close();
  await hub[Symbol.asyncDispose]();
});

let place = 0;
/** Each from another address, so that failures do not add up. */
const exchange = async (token: string, more: object = {}) => {
  const remoteAddress = `127.0.1.${++place}`;
  const response = await hub.app.inject({
    method: "POST",
    url: "/v1/workloads/token",
    payload: { token, ...more },
    remoteAddress,
  });
  return { status: response.statusCode, body: response.json<Record<string, string>>() };
};

test("a job hands its identity token in and is known for minutes, by no secret that anybody keeps", async () => {
  const { status, body } = await exchange(await ci.sign());
  expect([status, body]).toMatchObject([201, { binding: "shop releases", role: "scanner", team }]);
  expect(body["expiresAt"]).toBe(new Date(NOW.getTime() + 10 * 60_000).toISOString());
  const me = await hub.ask("GET", "/v1/me", { key: body["token"] ?? "" });
  expect(me.body).toMatchObject({ kind: "workload", roles: ["scanner"] });
  expect((await hub.ask("GET", "/v1/keys", { key: body["token"] ?? "" })).status).toBe(403);
  const rows = await hub.database.selectFrom("workload_session").selectAll().execute();
  expect(JSON.stringify(rows)).not.toContain(body["token"]);
  hub.setNow(new Date(NOW.getTime() + 11 * 60_000));
  expect((await hub.ask("GET", "/v1/me", { key: body["token"] ?? "" })).status).toBe(401);
  hub.setNow(NOW);
});

test("a token is taken once", async () => {
  const token = await ci.sign();
  expect((await exchange(token)).status).toBe(201);
  expect(await exchange(token)).toMatchObject({ status: 403, body: { detail: "It was handed in before." } });
});

test.each([
  ["another branch", { ref: "refs/heads/evil" }, "No binding fits"],
  ["another repository", { repository: "evil/shop" }, "No binding fits"],
  ["another workflow", { workflow_ref: "acme/shop/.github/workflows/x.yml@refs/heads/main" }, "No binding fits"],
  ["no repository", { repository: undefined }, "No binding fits"],
  ["a list in place of a text", { repository: ["acme/shop"] }, "No binding fits"],
  ["made for somebody else", { aud: "https://other.example.com" }, "`aud`"],
  ["past its end", { exp: SECONDS - 60 }, "past its end"],
  ["from tomorrow", { iat: SECONDS + 86_400, exp: SECONDS + 90_000 }, "`iat`"],
  ["older than a job", { iat: SECONDS - 7_300, exp: SECONDS + 300 }, ""],
  ["not yet valid", { nbf: SECONDS + 3_600 }, "`nbf`"],
  ["without an end", { exp: undefined }, "`exp`"],
  ["of an issuer that is not believed", { iss: "https://evil.example.com" }, "none that this hub believes"],
])("a token that is %s is refused", async (_, claims, why) => {
  const { status, body } = await exchange(await ci.sign(claims));
  expect([status, body["code"]]).toEqual([403, "workloads/refused"]);
  expect(body["detail"]).toContain(why);
});

test("forged, unsigned and senseless tokens are refused", async () => {
  const forged = await exchange(await ci.sign({}, "foreign"));
  expect(forged).toMatchObject({ status: 403, body: { detail: "Its signature does not hold." } });
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = { iss: ci.issuer, aud: AUDIENCE, sub: "x", iat: SECONDS, exp: SECONDS + 60, ...CLAIMS };
  for (const token of [
    `${part({ alg: "none" })}.${part(claims)}.`,
    "a.b.c",
    "hello",
    `${part({ alg: "HS256" })}.${part(claims)}.AAAA`,
  ])
    expect((await exchange(token)).status).toBe(403);
});

test("a new key of the issuer is fetched, and a made-up one does not make the hub ask again and again", async () => {
  await ci.publishSecond();
  hub.setNow(new Date(NOW.getTime() + 60_000));
  expect((await exchange(await ci.sign({}, "second"))).status).toBe(201);
  const before = ci.asked();
  const token = await ci.sign();
  const [head = "", ...rest] = token.split(".");
  const header = { ...(JSON.parse(Buffer.from(head, "base64url").toString()) as object), kid: "made-up" };
  const odd = [Buffer.from(JSON.stringify(header)).toString("base64url"), ...rest].join(".");
  for (let tries = 0; tries < 5; tries++) expect((await exchange(odd)).status).toBe(403);
  expect(ci.asked()).toBe(before);
  hub.setNow(NOW);
});

test("where several bindings fit, one is named", async () => {
  const claims = { ...CLAIMS, ref: "refs/heads/*" };
  const binding = { name: "shop branches", issuer: issuerId, claims, role: "gate" };
  const { body: made } = await hub.ask("POST", "/v1/workloads/bindings", { key: admin, body: binding });
  expect(await exchange(await ci.sign())).toMatchObject({
    status: 403,
    body: { detail: expect.stringContaining("shop branches") },
  });
  expect(await exchange(await ci.sign(), { binding: "shop branches" })).toMatchObject({
    status: 201,
    body: { role: "gate" },
  });
  const { body } = await exchange(await ci.sign(), { binding: "shop branches" });
  expect((await hub.ask("DELETE", `/v1/workloads/bindings/${made.id}`, { key: admin })).status).toBe(200);
  expect((await hub.ask("GET", "/v1/me", { key: body["token"] ?? "" })).status).toBe(401);
});

test.each([
  [{ claims: { repository: "acme/shop" } }, "workloads/too-wide"],
  [{ claims: { ...CLAIMS, repository: "acme/*" } }, "workloads/star"],
  [{ claims: { ...CLAIMS, ref: "*" } }, "workloads/star"],
  [{ claims: { ...CLAIMS, ref: "refs/*/main*" } }, "workloads/star"],
  [{ claims: CLAIMS, role: "admin" }, "http/invalid"],
  [{ claims: CLAIMS, minutes: 60 }, "http/invalid"],
  [{ claims: CLAIMS, team: "00000000-0000-4000-8000-000000000000" }, "workloads/no-team"],
  [{ claims: CLAIMS, issuer: "00000000-0000-4000-8000-000000000000" }, "workloads/no-issuer"],
  [{ claims: CLAIMS, name: "shop releases" }, "workloads/taken"],
])("a binding with %j is refused: %s", async (more, code) => {
  const body = { name: "other", issuer: issuerId, role: "scanner", ...more };
  expect((await hub.ask("POST", "/v1/workloads/bindings", { key: admin, body })).body.code).toBe(code);
});

test.each([
  ["http://issuer.example.com", "workloads/bad-issuer"],
  ["ftp://issuer.example.com", "workloads/bad-issuer"],
  ["https://user@issuer.example.com", "workloads/bad-issuer"],
  ["issuer", "http/invalid"],
])("the issuer %s is refused: %s", async (issuer, code) => {
  const body = { name: "x", kind: "oidc", issuer, audience: AUDIENCE };
  expect((await hub.ask("POST", "/v1/workloads/issuers", { key: admin, body })).body.code).toBe(code);
});

test("keys that were handed over are used as they are, and an issuer that cannot be asked is not ready", async () => {
  const pair = await generateKeyPair("ES256");
  const keys = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: "k" }] };
  const cluster = {
    name: "cluster",
    kind: "kubernetes",
    issuer: "https://kubernetes.default.svc",
    audience: AUDIENCE,
    keys,
  };
  const { body: issuer } = await hub.ask("POST", "/v1/workloads/issuers", { key: admin, body: cluster });
  const sub = "system:serviceaccount:deploy:waybill";
  const bound = { name: "deployer", issuer: issuer.id, claims: { sub }, role: "deployer" };
  expect((await hub.ask("POST", "/v1/workloads/bindings", { key: admin, body: bound })).status).toBe(201);
  const token = await new SignJWT({ iss: cluster.issuer, aud: AUDIENCE, sub, iat: SECONDS, exp: SECONDS + 300 })
    .setProtectedHeader({ alg: "ES256", kid: "k" })
    .sign(pair.privateKey);
  expect(await exchange(token)).toMatchObject({ status: 201, body: { role: "deployer" } });
  expect((await exchange(token)).status).toBe(403);
  const gone = { name: "gone", kind: "oidc", issuer: "http://127.0.0.1:9", audience: AUDIENCE };
  await hub.ask("POST", "/v1/workloads/issuers", { key: admin, body: gone });
  expect(await exchange(await ci.sign({ iss: gone.issuer }))).toMatchObject({
    status: 503,
    body: { code: "workloads/no-keys" },
  });
});

test("whoever fails too often waits, and others do not", async () => {
  const from = async (remoteAddress: string, token: string) =>
    (await hub.app.inject({ method: "POST", url: "/v1/workloads/token", payload: { token }, remoteAddress }))
      .statusCode;
  for (let tries = 0; tries < 10; tries++) expect(await from("127.0.2.1", "nonsense")).toBe(403);
  expect(await from("127.0.2.1", await ci.sign())).toBe(429);
  expect(await from("127.0.2.2", await ci.sign())).toBe(201);
  hub.setNow(new Date(NOW.getTime() + 60_000));
  expect(await from("127.0.2.1", await ci.sign())).toBe(201);
  hub.setNow(NOW);
});

test("an issuer that is distrusted takes all that stood on it along, and every deed is recorded", async () => {
  const { body } = await exchange(await ci.sign());
  expect((await hub.ask("DELETE", `/v1/workloads/issuers/${issuerId}`, { key: admin })).status).toBe(200);
  expect((await hub.ask("GET", "/v1/me", { key: body["token"] ?? "" })).status).toBe(401);
  expect((await exchange(await ci.sign())).status).toBe(403);
  const deeds = await hub.database.selectFrom("audit_entry").select("action").execute();
  const counted = new Set(deeds.map(({ action }) => action).filter((action) => action.startsWith("workloads.")));
  expect([...counted].sort()).toEqual([
    "workloads.bind",
    "workloads.distrust",
    "workloads.exchange",
    "workloads.trust",
    "workloads.unbind",
  ]);
});
