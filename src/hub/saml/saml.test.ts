import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { temporaryFolder } from "../../testing/temporary-folder.ts";
import { answerOf, base64, requestIn, type SigningKey, signed, signingKey } from "../testing/saml-provider.ts";
import { NOW, ORIGIN, type Said, type TestHub, testHub } from "../testing/test-hub.ts";
import { person, type Visitor, visitor } from "../testing/visitor.ts";

const ISSUER = "https://idp.example.com/metadata";
const ACS = `${ORIGIN}/v1/auth/sso/saml/acme`;
const folder = temporaryFolder();
let hub: TestHub;
let admin = "";
let added: Said;
let key: SigningKey;
let ada = { id: "", email: "" };

const wish = (more: object = {}) => ({
  id: "acme",
  name: "Acme",
  issuer: ISSUER,
  signOnUrl: "https://idp.example.com/sso?tenant=1",
  certificates: [key.certificate],
  domains: ["example.com"],
  ...more,
});

beforeAll(async () => {
  hub = await testHub();
  key = signingKey(folder.path, "idp");
  admin = await hub.key("admin");
  added = await hub.ask("POST", "/v1/sso/saml-providers", { key: admin, body: wish() });
  ada = await person(hub, ["developer"]);
});
beforeEach(async () => {
  await hub.database.deleteFrom("sign_in_failure").execute();
});
afterAll(async () => {
  await hub[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

async function begin(browser: Visitor, provider = "acme") {
  const { status, body } = await browser.ask("POST", "/v1/sign-in/sso", { provider });
  expect(status).toBe(200);
  return { url: String(body.url), request: requestIn(body.url) };
}

const answer = (request: string, more: object = {}) =>
  signed(answerOf({ issuer: ISSUER, recipient: ACS, now: NOW, request, email: ada.email, ...more }), key);

/** As the provider's page has the browser post it: from elsewhere, without cookies. */
async function post(xml: string, provider = "acme") {
  const response = await hub.app.inject({
    method: "POST",
    url: `/v1/auth/sso/saml/${provider}`,
    headers: { "content-type": "application/x-www-form-urlencoded", origin: "https://idp.example.com" },
    payload: new URLSearchParams({ SAMLResponse: base64(xml), RelayState: "https://evil.example.com" }).toString(),
  });
  return {
    status: response.statusCode,
    location: String(response.headers.location),
    cookies: response.headers["set-cookie"],
  };
}

const ticketIn = (location: string) => /^\/#saml=([\w-]{43})$/.exec(location)?.[1] ?? "";

test("somebody with an account signs in, and has shown a second factor by the provider's word", async () => {
  expect(added).toMatchObject({ status: 201, body: { id: "acme", kind: "saml", callback: ACS, issuer: ISSUER } });
  const browser = visitor(hub);
  const { url, request } = await begin(browser);
  expect(url).toMatch(/^https:\/\/idp\.example\.com\/sso\?tenant=1&SAMLRequest=/);
  expect(request.xml).toContain(`AssertionConsumerServiceURL="${ACS}"`);
  expect(request.xml).toContain(`>${ACS}</saml:Issuer>`);
  const said = await post(answer(request.id));
  expect(said).toMatchObject({ status: 303, cookies: undefined });
  const ticket = ticketIn(said.location);
  expect(await browser.ask("POST", "/v1/sign-in/saml", { ticket })).toMatchObject({ status: 200 });
  expect(await browser.ask("GET", "/v1/me")).toMatchObject({
    status: 200,
    body: { name: ada.email, roles: ["developer"], secondFactor: true },
  });
  expect((await browser.ask("GET", "/v1/me/sessions")).body.items).toMatchObject([{ factor: "sso", current: true }]);
  expect(await browser.ask("POST", "/v1/sign-in/saml", { ticket })).toMatchObject({ status: 401 });
});

test("an answer is taken once, whether or not its ticket was used", async () => {
  const browser = visitor(hub);
  const { request } = await begin(browser);
  const xml = answer(request.id);
  const both = await Promise.all([post(xml), post(xml)]);
  expect(both.map(({ location }) => ticketIn(location) !== "").sort()).toEqual([false, true]);
  expect((await post(answer(request.id))).location).toBe("/#refused"); // another assertion for the same request
  const ticket = ticketIn(both.map(({ location }) => location).find((one) => ticketIn(one) !== "") ?? "");
  expect((await browser.ask("POST", "/v1/sign-in/saml", { ticket })).status).toBe(200);
  expect((await post(xml)).location).toBe("/#refused");
});

test("an answer that was planted in another browser lets nobody in there", async () => {
  const [attacker, victim] = [visitor(hub), visitor(hub)];
  const { request } = await begin(attacker);
  await begin(victim);
  const ticket = ticketIn((await post(answer(request.id))).location);
  expect(ticket).not.toBe("");
  expect(await victim.ask("POST", "/v1/sign-in/saml", { ticket })).toMatchObject({ status: 401 });
  expect(await visitor(hub).ask("POST", "/v1/sign-in/saml", { ticket })).toMatchObject({ status: 401 });
  const elsewhere = { origin: "https://evil.example.com" };
  expect(await attacker.ask("POST", "/v1/sign-in/saml", { ticket }, elsewhere)).toMatchObject({ status: 403 });
  expect(await attacker.ask("POST", "/v1/sign-in/saml", { ticket })).toMatchObject({ status: 200 });
});

test("refused: a request that nobody made, that is another provider's, or is past its time", async () => {
  expect((await post(answer("_nobody"))).location).toBe("/#refused");
  const other = { id: "other", name: "Other", issuer: "https://other.example.com" };
  await hub.ask("POST", "/v1/sso/saml-providers", { key: admin, body: wish(other) });
  const { request } = await begin(visitor(hub), "other");
  expect((await post(answer(request.id))).location).toBe("/#refused");
  expect((await post(answer(request.id), "other")).location).toBe("/#refused"); // signed for acme
  expect((await post(answer(request.id), "nobody")).location).toBe("/#refused");
  const browser = visitor(hub);
  const late = await begin(browser);
  const ticket = ticketIn((await post(answer(late.request.id))).location);
  hub.setNow(new Date(NOW.getTime() + 15 * 60_000));
  expect(await browser.ask("POST", "/v1/sign-in/saml", { ticket })).toMatchObject({ status: 401 });
  hub.setNow(NOW);
});

test("refused: nobody's address, a domain that is not the provider's, and who is shut out", async () => {
  const refused = async (email: string) => {
    const { request } = await begin(visitor(hub));
    return (await post(answer(request.id, { email }))).location;
  };
  expect(await refused("nobody@example.com")).toBe("/#refused");
  await hub.database
    .updateTable("sso_provider")
    .set({ domains: ["example.org"] })
    .where("id", "=", "acme")
    .execute();
  expect(await refused(ada.email)).toBe("/#refused");
  await hub.database
    .updateTable("sso_provider")
    .set({ domains: ["example.com"] })
    .where("id", "=", "acme")
    .execute();
  const browser = visitor(hub);
  const { request } = await begin(browser);
  const ticket = ticketIn((await post(answer(request.id))).location);
  await hub.database.updateTable("person").set({ disabled_at: NOW }).where("id", "=", ada.id).execute();
  expect((await browser.ask("POST", "/v1/sign-in/saml", { ticket })).status).toBe(403);
  expect(await refused(ada.email)).toBe("/#refused");
  await hub.database.updateTable("person").set({ disabled_at: null }).where("id", "=", ada.id).execute();
  expect((await browser.ask("GET", "/v1/me")).status).toBe(401);
});

test("the reason of a refusal is in the log alone, and quotes nothing; ten refusals make a place wait", async () => {
  const { request } = await begin(visitor(hub));
  hub.log.length = 0;
  for (let i = 0; i < 10; i++)
    expect((await post(answerOf({ issuer: ISSUER, recipient: ACS, now: NOW, request: request.id }))).status).toBe(303);
  expect(hub.log.join("")).toMatch(/"provider":"acme","reason":"nothing in it is signed"/);
  expect(hub.log.join("")).not.toMatch(/ada@|samlp:/);
  expect((await post(answer(request.id))).status).toBe(429);
});

test("forms are taken where they belong, and nowhere else", async () => {
  const form = { "content-type": "application/x-www-form-urlencoded" };
  const inject = async (url: string, headers: Record<string, string>, payload: string) =>
    (await hub.app.inject({ method: "POST", url, headers, payload })).statusCode;
  expect(await inject("/v1/sign-in/password", form, "email=a@b.c&password=x")).toBe(415);
  expect(await inject("/v1/auth/sso/saml/acme", { "content-type": "application/json" }, '{"SAMLResponse":"x"}')).toBe(
    415,
  );
  expect(await inject("/v1/auth/sso/saml/acme", form, "SAMLResponse=x&SAMLResponse=y")).toBe(400);
  expect(await inject("/v1/auth/sso/saml/acme", form, "RelayState=x")).toBe(400);
  expect(await inject("/v1/auth/sso/saml/acme", form, `SAMLResponse=${"x".repeat(600_000)}`)).toBe(413);
});

test.each([
  [
    "a weak key",
    () => ({ certificates: [signingKey(folder.path, "weak", ["rsa:1024"]).certificate] }),
    "sso/bad-certificate",
  ],
  [
    "another kind of key",
    () => ({
      certificates: [signingKey(folder.path, "ec", ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"]).certificate],
    }),
    "sso/bad-certificate",
  ],
  ["no certificate", () => ({ certificates: ["x".repeat(200)] }), "sso/bad-certificate"],
  ["an address without encryption", () => ({ signOnUrl: "http://idp.example.com/sso" }), "sso/bad-address"],
])("no provider: %s", async (_, more, code) => {
  const body = wish({ id: "bad", name: "Bad", issuer: "https://bad.example.com", ...more() });
  expect(await hub.ask("POST", "/v1/sso/saml-providers", { key: admin, body })).toMatchObject({
    status: 400,
    body: { code },
  });
});

test("a provider that is taken away ends the sessions that began by it", async () => {
  const browser = visitor(hub);
  const { request } = await begin(browser);
  const ticket = ticketIn((await post(answer(request.id))).location);
  expect((await browser.ask("POST", "/v1/sign-in/saml", { ticket })).status).toBe(200);
  const waiting = await begin(visitor(hub));
  const { body } = await hub.ask("DELETE", "/v1/sso/providers/acme", { key: admin });
  expect(body.ended).toBeGreaterThan(0);
  expect((await browser.ask("GET", "/v1/me")).status).toBe(401);
  expect((await post(answer(waiting.request.id))).location).toBe("/#refused");
});
