import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ROUTES } from "../routes.ts";
import { codeOf } from "../testing/authenticator.ts";
import { pushOf } from "../testing/reports.ts";
import { type TestHub, testHub } from "../testing/test-hub.ts";
import { PASSWORD, person, signedIn, visitor, withSecondFactor } from "../testing/visitor.ts";

let hub: TestHub;
beforeAll(async () => {
  hub = await testHub();
  hub.setNow(new Date());
});
afterAll(() => hub[Symbol.asyncDispose]());

const SESSION = "waybill.session_token";

test.each([
  ["another page", { origin: "https://evil.example.com" }],
  ["a page of the same host at another port", { origin: "http://localhost:9999" }],
  ["no page that says who it is", { origin: "null" }],
  ["a client that says nothing", { origin: "" }],
])("cross-site request forgery: %s makes a person's browser do nothing", async (_, headers) => {
  const { browser } = await withSecondFactor(hub, (await person(hub, ["admin"])).email);
  const teams = async () => (await browser.ask("GET", "/v1/teams?limit=200")).body.items.length;
  const before = await teams();
  expect(await browser.ask("POST", "/v1/teams", { name: `forged by ${headers.origin}` }, headers)).toMatchObject({
    status: 403,
    body: { code: "auth/other-origin" },
  });
  expect(await teams()).toBe(before);
  const { email } = await person(hub, ["viewer"]);
  const signIn = await visitor(hub).ask("POST", "/v1/sign-in/password", { email, password: PASSWORD }, headers);
  expect(signIn).toMatchObject({ status: 403, body: { code: "auth/other-origin" } });
  expect(signIn.headers["set-cookie"]).toBeUndefined();
});

test("cross-site request forgery: a form's body is no JSON, and the cookie is for our own pages and no script", async () => {
  const { email } = await person(hub, ["viewer"]);
  const form = { "content-type": "text/plain" };
  const said = await visitor(hub).ask(
    "POST",
    "/v1/sign-in/password",
    JSON.stringify({ email, password: PASSWORD }),
    form,
  );
  expect(said.status).toBe(415);
  const { headers } = await visitor(hub).ask("POST", "/v1/sign-in/password", { email, password: PASSWORD });
  expect(String(headers["set-cookie"])).toMatch(/HttpOnly.*SameSite=Strict/i);
});

test("session fixation: a session that was there before a sign-in is not the one after it", async () => {
  const attacker = await signedIn(hub, (await person(hub, ["viewer"])).email);
  const planted = attacker.cookies.get(SESSION) ?? "";
  const { email } = await person(hub, ["admin"]);
  const { uri } = await withSecondFactor(hub, email);
  const victim = visitor(hub, new Map([[SESSION, planted]]));
  expect((await victim.ask("POST", "/v1/sign-in/password", { email, password: PASSWORD })).body.next).toBe("code");
  victim.cookies.set(SESSION, planted); // planted once more between the two steps
  expect((await victim.ask("POST", "/v1/sign-in/code", { code: codeOf(uri, 1) })).status).toBe(200);
  expect(victim.cookies.get(SESSION)).not.toBe(planted);
  expect((await victim.ask("GET", "/v1/me")).body.name).toBe(email);
  expect((await attacker.ask("GET", "/v1/me")).body.name).not.toBe(email);
  const own = visitor(hub, new Map([[SESSION, "chosen-by-the-attacker"]]));
  await own.ask("POST", "/v1/sign-in/password", { email: (await person(hub, ["viewer"])).email, password: PASSWORD });
  expect(own.cookies.get(SESSION)).not.toBe("chosen-by-the-attacker");
});

/** The beginning of the next quarter of an hour, by which failures are counted. */
const quarter = (n = 1) => new Date((Math.floor(Date.now() / 900_000) + n) * 900_000);
const from = (n: number) => visitor(hub, new Map(), `192.0.2.${n}`);

test("brute force: of passwords sent all at once from everywhere, ten are tried, and the right one comes too late", async () => {
  const { email } = await person(hub, ["admin"]);
  hub.setNow(quarter());
  const guess = async (n: number, password: string) =>
    (await from(n).ask("POST", "/v1/sign-in/password", { email, password })).status;
  const tried = await Promise.all(Array.from({ length: 30 }, async (_, n) => await guess(n, `wrong password ${n}`)));
  expect(tried.filter((status) => status === 401)).toHaveLength(10);
  expect(tried.filter((status) => status === 429)).toHaveLength(20);
  expect(await guess(40, PASSWORD)).toBe(429);
  hub.setNow(quarter(2));
  expect(await guess(40, PASSWORD)).toBe(200);
  hub.setNow(new Date());
});

test("brute force: from one place, ten tries a minute fail, whoever they are meant for", async () => {
  hub.setNow(quarter(3));
  const guess = async (n: number) =>
    await from(50).ask("POST", "/v1/sign-in/invitation", { token: `wbi_${n}`, password: PASSWORD });
  for (let n = 0; n < 10; n++) expect((await guess(n)).status).toBe(403);
  expect(await guess(10)).toMatchObject({ status: 429, body: { code: "auth/too-many" } });
  hub.setNow(new Date());
});

test("brute force: codes are locked for the account after ten that were wrong, however many sign-ins they come from", async () => {
  const { email } = await person(hub, ["admin"]);
  const { uri } = await withSecondFactor(hub, email);
  const said: number[] = [];
  for (let n = 0; n < 12; n++) {
    const browser = from(60 + n);
    await browser.ask("POST", "/v1/sign-in/password", { email, password: PASSWORD });
    const wrong = String((Number(codeOf(uri)) + 1000 + n) % 1_000_000).padStart(6, "0");
    said.push((await browser.ask("POST", "/v1/sign-in/code", { code: wrong })).status);
  }
  expect(said).toEqual([...Array.from({ length: 10 }, () => 401), 429, 429]);
});

test("brute force: an address without an account is answered as one with, and counted so", async () => {
  const { email } = await person(hub, ["viewer"]);
  hub.setNow(quarter());
  const guess = async (n: number, email: string) =>
    await from(80 + n).ask("POST", "/v1/sign-in/password", { email, password: "a wrong password" });
  const [known, unknown] = [await guess(0, email), await guess(0, "nobody@example.com")];
  expect(unknown.body).toEqual(known.body);
  for (let n = 1; n < 10; n++) await guess(n, "nobody@example.com");
  expect((await guess(10, "nobody@example.com")).status).toBe(429);
  hub.setNow(new Date());
});

test("a place that begins sign-ins without an end is made to wait, and leaves few rows", async () => {
  hub.setNow(quarter(4));
  const since = quarter(4);
  await hub.database.insertInto("sign_in_failure").values({ bucket: "begun 192.0.2.99", since, count: 598 }).execute();
  const challenge = async () => (await from(99).ask("POST", "/v1/sign-in/passkey/challenge", {})).status;
  expect([await challenge(), await challenge(), await challenge()]).toEqual([200, 200, 429]);
  hub.setNow(new Date());
});

test("privilege by mass assignment: nobody gives themselves a role, a team or a second factor by asking", async () => {
  const { id, email } = await person(hub, ["viewer"], []);
  const more = { roles: ["admin"], everywhere: true, factor: "totp", twoFactorEnabled: true, requestSignUp: true };
  const browser = visitor(hub);
  const spoilt = { email, password: PASSWORD, ...more };
  expect((await browser.ask("POST", "/v1/sign-in/password", spoilt)).status).toBe(400);
  await browser.ask("POST", "/v1/sign-in/password", { email, password: PASSWORD });
  expect((await browser.ask("PUT", `/v1/people/${id}`, { roles: ["admin"], teams: null })).status).toBe(403);
  for (const { endpoint } of ROUTES) {
    if (!/^\/v1\/(?:me|sign-in|setup)\b/.test(endpoint.path) || endpoint.method === "GET") continue;
    const url = endpoint.path.replace("{id}", id);
    if (url.endsWith("sign-out")) continue;
    await browser.ask(endpoint.method, url, { ...more, name: "x", password: PASSWORD, current: PASSWORD });
  }
  expect((await browser.ask("GET", "/v1/me")).body).toMatchObject({
    roles: ["viewer"],
    teams: [],
    secondFactor: false,
  });
  // The library's own addresses are not there: sign-up, update-user and the rest.
  for (const path of ["sign-up/email", "update-user", "update-session", "two-factor/disable", "get-session"])
    for (const base of ["/v1/auth", "/api/auth", "/v1/sign-in"])
      expect((await browser.ask("POST", `${base}/${path}`, more)).status, `${base}/${path}`).toBe(404);
});

test("cross-team reads: a person sees what is of the own teams, in no list and by no address anything else", async () => {
  const [mine, theirs] = [await hub.team("mine"), await hub.team("theirs")];
  const key = await hub.key("admin");
  const push = async (name: string, team: string) => {
    const wish = {
      ref: `registry.example.com/${name}:1`,
      packages: ["lodash@4.17.20"],
      findings: ["lodash@4.17.20 CVE-1"],
    };
    return (await hub.ask("POST", "/v1/reports", { key, body: { ...pushOf(wish), team } })).body;
  };
  const [own, foreign] = [await push("own", mine), await push("foreign", theirs)];
  const { email } = await person(hub, ["admin"], [mine]);
  const { browser } = await withSecondFactor(hub, email);
  const { body } = await browser.ask("GET", "/v1/lineages");
  expect(body.items.map(({ name }: { name: string }) => name)).toEqual(["registry.example.com/own"]);
  expect((await browser.ask("GET", "/v1/findings")).body.items).toHaveLength(1);
  expect((await browser.ask("GET", `/v1/images/${own.image}/components`)).status).toBe(200);
  expect((await browser.ask("GET", `/v1/images/${foreign.image}/components`)).status).toBe(404);
  expect((await browser.ask("GET", `/v1/lineages/${foreign.lineage}/images`)).status).toBe(404);
  expect((await browser.ask("GET", "/v1/people")).body.policy).toBe("bound-to-a-team-administers-nothing");
});

test("no body that is sent to sign in makes the hub fail", { timeout: 60_000 }, async () => {
  const open = ROUTES.map(({ endpoint }) => endpoint).filter(({ path }) => /sign-in|setup/.test(path));
  expect(open.length).toBeGreaterThan(5);
  const text = fc.oneof(fc.string(), fc.constantFrom("\u0000", "a@b.co", "123456", PASSWORD));
  const junk = fc.dictionary(
    fc.constantFrom("email", "password", "code", "token", "name", "credential"),
    fc.oneof(text, fc.jsonValue()),
  );
  let now = Date.now();
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...open), junk, async ({ method, path }, body) => {
      hub.setNow(new Date((now += 60_000)));
      const said = await visitor(hub).ask(method, path, body);
      expect(said.status, JSON.stringify(said.body)).toBeLessThan(500);
    }),
    { numRuns: 300 },
  );
  hub.setNow(new Date());
});

test("no body that a person sends about themselves or others makes the hub fail", { timeout: 60_000 }, async () => {
  const { browser } = await withSecondFactor(hub, (await person(hub, ["admin"])).email);
  const own = ROUTES.map(({ endpoint }) => endpoint).filter(
    ({ id, path, method }) => /^\/v1\/(?:me|people|sso)\b/.test(path) && method !== "GET" && id !== "signOut",
  );
  expect(own.length).toBeGreaterThan(10);
  const names = fc.constantFrom(
    "email",
    "name",
    "roles",
    "teams",
    "password",
    "current",
    "code",
    "credential",
    "domains",
  );
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.constantFrom("\u0000", "a@b.co", "123456", PASSWORD, ["admin"], { id: "x", response: {} }),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...own), fc.dictionary(names, value), fc.string(), async (one, body, text) => {
      const url = one.path.replace("{id}", encodeURIComponent(text) || "x");
      const said = await browser.ask(one.method, url, body);
      expect(said.status, `${one.id} ${JSON.stringify(said.body)}`).toBeLessThan(500);
    }),
    { numRuns: 300 },
  );
});
