import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { offerSetup } from "../keys/setup-token.ts";
import { codeOf } from "../testing/authenticator.ts";
import { softPasskey } from "../testing/soft-passkey.ts";
import { type TestHub, testHub } from "../testing/test-hub.ts";
import { PASSWORD, person, signedIn, visitor, withSecondFactor } from "../testing/visitor.ts";

let hub: TestHub;
beforeAll(async () => {
  hub = await testHub();
  hub.setNow(new Date());
});
afterAll(() => hub[Symbol.asyncDispose]());

const SESSION = "waybill.session_token";
const TEAM = { name: "a team" };

test("the first administrator comes by the set-up link, and changes nothing before a second factor is shown", async () => {
  await using fresh = await testHub();
  fresh.setNow(new Date());
  const token = await offerSetup(fresh.database, new Date());
  const browser = visitor(fresh);
  const wish = { token, email: "Ada@Example.com", name: "Ada", password: PASSWORD };
  expect(await browser.ask("POST", "/v1/setup/person", wish)).toMatchObject({ status: 201, body: { next: "nothing" } });
  expect(await visitor(fresh).ask("POST", "/v1/setup/person", { ...wish, email: "eve@example.com" })).toMatchObject({
    status: 403,
  });
  const me = { kind: "person", name: "ada@example.com", roles: ["admin"], secondFactor: false, enrolled: false };
  expect((await browser.ask("GET", "/v1/me")).body).toMatchObject(me);
  expect(await browser.ask("POST", "/v1/teams", TEAM)).toMatchObject({
    status: 403,
    body: { policy: "change-needs-a-second-factor" },
  });
  expect(await browser.ask("GET", "/v1/people")).toMatchObject({ status: 403 });
  const { body } = await browser.ask("POST", "/v1/me/authenticator", { password: PASSWORD });
  expect(body.backupCodes.length).toBeGreaterThan(5);
  const before = browser.cookies.get(SESSION);
  const shown = await browser.ask("POST", "/v1/me/authenticator/confirmation", { code: codeOf(body.uri) });
  expect(shown).toMatchObject({ status: 200 });
  expect(browser.cookies.get(SESSION)).not.toBe(before);
  expect((await browser.ask("GET", "/v1/me")).body).toMatchObject({ secondFactor: true, enrolled: true });
  expect(await browser.ask("POST", "/v1/teams", TEAM)).toMatchObject({ status: 201 });
  expect(await offerSetup(fresh.database, new Date())).toBeUndefined();
});

test("a password, then a code, which is taken once; a backup code in its place, once, too", async () => {
  const { email } = await person(hub, ["admin"]);
  const browser = await signedIn(hub, email);
  const { body: enrolled } = await browser.ask("POST", "/v1/me/authenticator", { password: PASSWORD });
  const first = codeOf(enrolled.uri);
  await browser.ask("POST", "/v1/me/authenticator/confirmation", { code: first });
  const half = async () => {
    const fresh = visitor(hub);
    const said = await fresh.ask("POST", "/v1/sign-in/password", { email, password: PASSWORD });
    expect(said.body).toEqual({ next: "code" });
    expect(fresh.cookies.has(SESSION)).toBe(false);
    expect((await fresh.ask("GET", "/v1/me")).status).toBe(401);
    return fresh;
  };
  const again = await half();
  expect(await again.ask("POST", "/v1/sign-in/code", { code: first })).toMatchObject({
    status: 401,
    body: { code: "sign-in/spent-code" },
  });
  expect((await again.ask("GET", "/v1/me")).status).toBe(401);
  const right = await half();
  expect(await right.ask("POST", "/v1/sign-in/code", { code: codeOf(enrolled.uri, 1) })).toMatchObject({ status: 200 });
  expect((await right.ask("GET", "/v1/me")).body).toMatchObject({ secondFactor: true });
  const [backupCode] = enrolled.backupCodes;
  const lost = await half();
  expect(await lost.ask("POST", "/v1/sign-in/code", { backupCode })).toMatchObject({ status: 200 });
  expect((await lost.ask("GET", "/v1/me")).body).toMatchObject({ secondFactor: true });
  expect(await (await half()).ask("POST", "/v1/sign-in/code", { backupCode })).toMatchObject({ status: 401 });
});

test("an authenticator is changed for another by who can show the first", async () => {
  const { email } = await person(hub, ["admin"]);
  const { browser, uri } = await withSecondFactor(hub, email);
  const begin = async () => await browser.ask("POST", "/v1/me/authenticator", { password: PASSWORD });
  expect(await begin()).toMatchObject({ status: 409, body: { code: "people/has-totp" } });
  expect(await browser.ask("DELETE", "/v1/me/authenticator")).toMatchObject({ status: 200, body: { removed: 1 } });
  expect((await browser.ask("DELETE", "/v1/me/authenticator")).status).toBe(404);
  const { body } = await begin();
  expect(body.uri).not.toBe(uri);
  const code = codeOf(body.uri);
  expect((await browser.ask("POST", "/v1/me/authenticator/confirmation", { code })).status).toBe(200);
  const fresh = visitor(hub);
  await fresh.ask("POST", "/v1/sign-in/password", { email, password: PASSWORD });
  expect((await fresh.ask("POST", "/v1/sign-in/code", { code: codeOf(uri, 1) })).status).toBe(401);
  expect((await fresh.ask("POST", "/v1/sign-in/code", { code: codeOf(body.uri, 1) })).status).toBe(200);
});

test("a passkey alone is enough, when its device asks who uses it", async () => {
  const { email } = await person(hub, ["developer"]);
  const browser = await signedIn(hub, email);
  const passkey = softPasskey();
  const { body: asked } = await browser.ask("POST", "/v1/me/passkeys/challenge");
  const added = { name: "laptop", credential: passkey.create(asked) };
  expect(await browser.ask("POST", "/v1/me/passkeys", added)).toMatchObject({ status: 201 });
  expect((await browser.ask("GET", "/v1/me/passkeys")).body.items).toMatchObject([{ name: "laptop" }]);
  const fresh = visitor(hub);
  const { body: challenge } = await fresh.ask("POST", "/v1/sign-in/passkey/challenge");
  expect(challenge.userVerification).toBe("required");
  const credential = passkey.get(challenge);
  expect(await fresh.ask("POST", "/v1/sign-in/passkey", { credential })).toMatchObject({ status: 200 });
  expect((await fresh.ask("GET", "/v1/me")).body).toMatchObject({ name: email, secondFactor: true });
  expect(await visitor(hub, fresh.cookies).ask("POST", "/v1/sign-in/passkey", { credential })).toMatchObject({
    status: 401,
  });
  // Without the second factor, somebody with the password alone makes no second factor of their own.
  const thief = await signedIn(hub, email);
  expect(await thief.ask("POST", "/v1/me/passkeys/challenge")).toMatchObject({
    status: 403,
    body: { policy: "a-second-factor-guards-itself" },
  });
  expect(await thief.ask("POST", "/v1/me/authenticator", { password: PASSWORD })).toMatchObject({ status: 403 });
});

test.each([
  ["whose device asks nobody", { verifiesUser: false }],
  ["for another page", { origin: "http://evil.example.com" }],
])("a passkey %s is none", async (_, wish) => {
  const { email } = await person(hub, ["developer"]);
  const browser = await signedIn(hub, email);
  const { body: asked } = await browser.ask("POST", "/v1/me/passkeys/challenge");
  const added = { name: "x", credential: softPasskey(wish).create(asked) };
  expect((await browser.ask("POST", "/v1/me/passkeys", added)).status).toBeGreaterThanOrEqual(400);
  expect((await browser.ask("GET", "/v1/me/passkeys")).body.items).toEqual([]);
});

test("sessions are listed and ended, one by one, by signing out, and by an administrator", async () => {
  const { id, email } = await person(hub, ["viewer"]);
  const [first, second, third] = [await signedIn(hub, email), await signedIn(hub, email), await signedIn(hub, email)];
  const { body } = await first.ask("GET", "/v1/me/sessions");
  expect(body.items).toHaveLength(3);
  expect(body.items.filter(({ current }: { current: boolean }) => current)).toHaveLength(1);
  expect(body.items[0]).toMatchObject({ factor: "password", browser: "Test", address: "127.0.0.1" });
  const other = body.items.find(({ current }: { current: boolean }) => !current).id;
  const stranger = await signedIn(hub, (await person(hub, ["viewer"])).email);
  expect((await stranger.ask("DELETE", `/v1/me/sessions/${other}`)).status).toBe(404);
  expect((await first.ask("DELETE", `/v1/me/sessions/${other}`)).status).toBe(200);
  const alive = async () => [(await second.ask("GET", "/v1/me")).status, (await third.ask("GET", "/v1/me")).status];
  expect((await alive()).sort()).toEqual([200, 401]);
  expect((await first.ask("POST", "/v1/me/sign-out")).status).toBe(200);
  expect(first.cookies.has(SESSION)).toBe(false);
  const key = await hub.key("admin");
  expect((await hub.ask("DELETE", `/v1/people/${id}/sessions`, { key })).body).toEqual({ ended: 1 });
  expect(await alive()).toEqual([401, 401]);
});

test("a session ends after its day, and with the account that is shut out", async () => {
  const { id, email } = await person(hub, ["viewer"]);
  const browser = await signedIn(hub, email);
  hub.setNow(new Date(Date.now() + 12 * 3_600_000 + 1_000));
  expect((await browser.ask("GET", "/v1/me")).status).toBe(401);
  hub.setNow(new Date());
  const again = await signedIn(hub, email);
  const body = { roles: ["viewer"], teams: null, disabled: true };
  await hub.ask("PUT", `/v1/people/${id}`, { key: await hub.key("admin"), body });
  expect((await again.ask("GET", "/v1/me")).status).toBe(401);
  const said = await visitor(hub).ask("POST", "/v1/sign-in/password", { email, password: PASSWORD });
  expect(said.status).toBe(401);
});

test("invited by a link that works once; reset by another, which leaves no way in that was there before", async () => {
  const { browser: admin } = await withSecondFactor(hub, (await person(hub, ["admin"])).email);
  const team = await hub.team("invited");
  const wish = { email: "bob@example.com", name: "Bob", roles: ["developer"], teams: [team] };
  const { body: link } = await admin.ask("POST", "/v1/people", wish);
  expect(link.link).toBe(`http://localhost:8470/#invitation=${link.token}`);
  const bob = visitor(hub);
  expect((await bob.ask("POST", "/v1/sign-in/invitation", { token: link.token, password: "short" })).status).toBe(400);
  const taken = { token: link.token, password: PASSWORD };
  expect(await bob.ask("POST", "/v1/sign-in/invitation", taken)).toMatchObject({ status: 201 });
  expect((await visitor(hub).ask("POST", "/v1/sign-in/invitation", taken)).status).toBe(403);
  const { body: me } = await bob.ask("GET", "/v1/me");
  expect(me).toMatchObject({ roles: ["developer"], teams: [team] });
  expect((await admin.ask("POST", "/v1/people", wish)).status).toBe(409);
  await withSecondFactor(hub, "bob@example.com");
  const { body: reset } = await admin.ask("POST", `/v1/people/${me.id}/reset`);
  expect((await bob.ask("GET", "/v1/me")).status).toBe(401);
  expect((await bob.ask("POST", "/v1/sign-in/password", { email: wish.email, password: PASSWORD })).status).toBe(401);
  const again = visitor(hub);
  await again.ask("POST", "/v1/sign-in/invitation", { token: reset.token, password: `${PASSWORD} 2` });
  expect((await again.ask("GET", "/v1/me")).body).toMatchObject({ ...me, enrolled: false });
  const listed = await admin.ask("GET", "/v1/people?limit=200");
  expect(listed.body.items).toContainEqual(expect.objectContaining({ email: "bob@example.com", teams: [team] }));
});

test("another password needs the old one, and ends all other sessions", async () => {
  const { email } = await person(hub, ["viewer"]);
  const [browser, other] = [await signedIn(hub, email), await signedIn(hub, email)];
  const wrong = { current: "not the password", password: "another password" };
  expect(await browser.ask("PUT", "/v1/me/password", wrong)).toMatchObject({ status: 403 });
  const right = { ...wrong, current: PASSWORD };
  expect(await browser.ask("PUT", "/v1/me/password", right)).toMatchObject({ status: 200, body: { ended: 1 } });
  expect([(await browser.ask("GET", "/v1/me")).status, (await other.ask("GET", "/v1/me")).status]).toEqual([200, 401]);
});

test("nothing that lets somebody in lies in the database as it is", async () => {
  const { email } = await person(hub, ["admin"]);
  const browser = await signedIn(hub, email);
  const { body } = await browser.ask("POST", "/v1/me/authenticator", { password: PASSWORD });
  const secret = new URL(body.uri).searchParams.get("secret") ?? "";
  const { rows } = await sql`select * from person, person_account, person_totp`.execute(hub.database);
  const dump = JSON.stringify(rows);
  expect(dump).toContain("$argon2id$v=19$m=19456,t=2,p=1$");
  for (const text of [PASSWORD, secret, ...body.backupCodes]) expect(dump).not.toContain(text);
  // A session's token lies there, and is worth nothing without the signature that the hub's key makes.
  const { token } = await hub.database.selectFrom("person_session").select("token").executeTakeFirstOrThrow();
  for (const forged of [token, `${token}.AAAA`, `${token}.${Buffer.alloc(32).toString("base64")}`]) {
    const thief = visitor(hub, new Map([[SESSION, encodeURIComponent(forged)]]));
    expect((await thief.ask("GET", "/v1/me")).status).toBe(401);
  }
  expect(hub.log.join("")).not.toContain(PASSWORD);
});
