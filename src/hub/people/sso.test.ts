import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { sql } from "kysely";
import { Provider } from "oidc-provider";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ORIGIN, type TestHub, testHub } from "../testing/test-hub.ts";
import { person, type Visitor, visitor } from "../testing/visitor.ts";

const SECRET = "a-client-secret-of-this-test-alone";
let hub: TestHub;
let idp: { url: string; stop(): Promise<void>; known: Map<string, { email: string; verified: boolean }> };

/** A real OpenID Connect provider on this machine, which signs in whomever the test says. */
async function openProvider(): Promise<typeof idp> {
  const known = new Map<string, { email: string; verified: boolean }>();
  let provider: Provider | undefined;
  const server: Server = createServer((request, response) => void provider?.callback()(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  provider = new Provider(url, {
    clients: [
      {
        client_id: "waybill",
        client_secret: SECRET,
        redirect_uris: [`${ORIGIN}/v1/auth/sso/callback/house`],
        response_types: ["code"],
        grant_types: ["authorization_code"],
      },
    ],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: true } },
    ttl: { AccessToken: 60, AuthorizationCode: 60, Grant: 60, IdToken: 60, Interaction: 60, Session: 60 },
    findAccount: async (_, id) => ({
      accountId: id,
      claims: async () => ({ sub: id, email: known.get(id)?.email, email_verified: known.get(id)?.verified, name: id }),
    }),
  });
  return {
    url,
    known,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Follows the provider's own pages as a browser does, as one account, and answers where it sends the browser back. */
async function signInAtProvider(start: string, account: string): Promise<URL> {
  const jar = new Map<string, string>();
  let url = start;
  let form: URLSearchParams | undefined;
  for (let step = 0; step < 12; step++) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(url, {
      method: form === undefined ? "GET" : "POST",
      redirect: "manual",
      headers: { cookie },
      ...(form !== undefined && { body: form }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      jar.set(name, value);
    }
    form = undefined;
    const location = response.headers.get("location");
    if (location !== null) {
      const next = new URL(location, url);
      if (next.origin === ORIGIN) return next;
      url = next.href;
      continue;
    }
    const page = await response.text();
    const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1] ?? "";
    url = new URL(/action="([^"]+)"/.exec(page)?.[1] ?? "", url).href;
    form = new URLSearchParams({ prompt, ...(prompt === "login" && { login: account, password: "any" }) });
  }
  throw new Error("the provider goes round in a ring");
}

async function signIn(account: string, browser: Visitor = visitor(hub)): Promise<{ browser: Visitor; back: URL }> {
  const { body } = await browser.ask("POST", "/v1/sign-in/sso", { provider: "house" });
  const back = await signInAtProvider(body.url, account);
  return { browser, back };
}

beforeAll(async () => {
  hub = await testHub();
  hub.setNow(new Date());
  idp = await openProvider();
});
afterAll(async () => {
  await idp.stop();
  await hub[Symbol.asyncDispose]();
});

test("an administrator names a provider once, by an address that is safe", async () => {
  const wish = { id: "house", name: "The house", issuer: idp.url, clientId: "waybill", clientSecret: SECRET };
  const body = { ...wish, domains: ["example.com"] };
  const key = await hub.key("admin");
  const said = await hub.ask("POST", "/v1/sso/providers", { key, body });
  expect(said).toMatchObject({ status: 201, body: { callback: `${ORIGIN}/v1/auth/sso/callback/house` } });
  expect((await hub.ask("POST", "/v1/sso/providers", { key, body })).status).toBe(409);
  const inside = { ...body, id: "other", name: "x", issuer: "http://10.0.0.1" };
  expect((await hub.ask("POST", "/v1/sso/providers", { key, body: inside })).status).toBe(400);
});

test("somebody with an account signs in by the provider, which answers for the second factor", async () => {
  const { id, email } = await person(hub, ["developer"]);
  idp.known.set("ada", { email, verified: true });
  expect((await visitor(hub).ask("GET", "/v1/sign-in")).body).toEqual({
    providers: [{ id: "house", name: "The house" }],
  });
  for (let times = 0; times < 2; times++) {
    const { browser, back } = await signIn("ada");
    const landed = await browser.ask("GET", back.pathname + back.search);
    expect([landed.status, landed.headers["location"]]).toEqual([302, "/"]);
    expect((await browser.ask("GET", "/v1/me")).body).toMatchObject({ id, name: email, secondFactor: true });
    expect((await visitor(hub, browser.cookies).ask("GET", back.pathname + back.search)).headers["location"]).toBe(
      "/#refused", // a code and its state are taken once
    );
  }
  const { rows } = await sql`select * from sso_provider, person_account`.execute(hub.database);
  expect(JSON.stringify(rows)).not.toMatch(/eyJ|a-client-secret/);
});

test.each([
  ["nobody has an account for", "nobody@example.com", true],
  ["the provider has not verified", undefined, false],
])("an address that %s signs nobody in, and makes no account", async (_, address, verified) => {
  const { email } = await person(hub, ["admin"]);
  const count = async () => (await hub.database.selectFrom("person").select("id").execute()).length;
  const before = await count();
  idp.known.set(`who ${email}`, { email: address ?? email, verified });
  const { browser, back } = await signIn(`who ${email}`);
  expect((await browser.ask("GET", back.pathname + back.search)).headers["location"]).toBe("/#refused");
  expect((await browser.ask("GET", "/v1/me")).status).toBe(401);
  expect(await count()).toBe(before);
});

test("a provider speaks for addresses of its own domains alone", async () => {
  const { id } = await person(hub, ["admin"]);
  await hub.database.updateTable("person").set({ email: "root@other.example.org" }).where("id", "=", id).execute();
  idp.known.set("eve", { email: "root@other.example.org", verified: true });
  const { browser, back } = await signIn("eve");
  expect((await browser.ask("GET", back.pathname + back.search)).headers["location"]).toBe("/#refused");
  expect((await browser.ask("GET", "/v1/me")).status).toBe(401);
});

test("what another browser began is not ended in this one", async () => {
  const { email } = await person(hub, ["viewer"]);
  idp.known.set("mallory", { email, verified: true });
  const { back } = await signIn("mallory");
  const victim = visitor(hub);
  expect((await victim.ask("GET", back.pathname + back.search)).headers["location"]).toBe("/#refused");
  expect((await victim.ask("GET", "/v1/me")).status).toBe(401);
});

test("a provider that is removed signs nobody in any more, and its sessions end", async () => {
  const { email } = await person(hub, ["viewer"]);
  idp.known.set("bob", { email, verified: true });
  const { browser, back } = await signIn("bob");
  await browser.ask("GET", back.pathname + back.search);
  expect((await browser.ask("GET", "/v1/me")).status).toBe(200);
  const removed = await hub.ask("DELETE", "/v1/sso/providers/house", { key: await hub.key("admin") });
  expect(removed.body.ended).toBeGreaterThan(0);
  expect((await browser.ask("GET", "/v1/me")).status).toBe(401);
  expect((await browser.ask("POST", "/v1/sign-in/sso", { provider: "house" })).status).toBe(404);
});
