import { sql } from "kysely";
import { expect, test } from "vitest";
import { NOW, testHub } from "../testing/test-hub.ts";
import { offerSetup } from "./setup-token.ts";

const later = (days: number) => new Date(NOW.getTime() + days * 86_400_000);

test("the first administrator: one token, once, within the hour, and only while there is none", async () => {
  await using hub = await testHub();
  const older = await offerSetup(hub.database, NOW);
  const token = await offerSetup(hub.database, NOW);
  expect(await hub.ask("POST", "/v1/setup", { body: { token: older } })).toMatchObject({ status: 403 });
  const { status, body } = await hub.ask("POST", "/v1/setup", { body: { token } });
  expect(status).toBe(201);
  expect(body).toMatchObject({ role: "admin", team: null, expiresAt: later(7).toISOString() });
  expect(await hub.ask("GET", "/v1/me", { key: body.key })).toMatchObject({ status: 200, body: { roles: ["admin"] } });
  expect(await hub.ask("POST", "/v1/setup", { body: { token } })).toMatchObject({
    status: 403,
    body: { code: "setup/refused" },
  });
  expect(await offerSetup(hub.database, NOW)).toBeUndefined();
  hub.setNow(later(8));
  const next = await offerSetup(hub.database, later(8));
  hub.setNow(new Date(later(8).getTime() + 3_600_001));
  expect(await hub.ask("POST", "/v1/setup", { body: { token: next } })).toMatchObject({ status: 403 });
});

test("of two who redeem the token at once, one gets a key", async () => {
  await using hub = await testHub();
  const token = await offerSetup(hub.database, NOW);
  const said = await Promise.all([1, 2, 3].map(() => hub.ask("POST", "/v1/setup", { body: { token } })));
  expect(said.map(({ status }) => status).sort()).toEqual([201, 403, 403]);
});

test("a key is shown once, kept as a hash, ends, and can be revoked", async () => {
  await using hub = await testHub();
  const admin = await hub.key("admin");
  const wish = { name: "ci", role: "scanner", days: 10 };
  const { body: made } = await hub.ask("POST", "/v1/keys", { key: admin, body: wish });
  expect(made.key).toMatch(/^wbk_[\w-]{43}$/);
  expect(await hub.ask("GET", "/v1/me", { key: made.key })).toMatchObject({ body: { roles: ["scanner"], name: "ci" } });
  const dump = await sql`select * from api_key, audit_entry`.execute(hub.database);
  expect(JSON.stringify(dump.rows)).not.toContain(made.key.slice(4));
  hub.setNow(later(10));
  expect(await hub.ask("GET", "/v1/me", { key: made.key })).toMatchObject({
    status: 401,
    body: { code: "auth/bad-key" },
  });
  hub.setNow(later(1));
  expect(await hub.ask("DELETE", `/v1/keys/${made.id}`, { key: admin })).toMatchObject({
    body: { revokedAt: later(1).toISOString() },
  });
  expect(await hub.ask("DELETE", `/v1/keys/${made.id}`, { key: admin })).toMatchObject({ status: 200 });
  expect(await hub.ask("GET", "/v1/me", { key: made.key })).toMatchObject({ status: 401 });
  const nobodys = "/v1/keys/6a57a623-a278-4b21-9025-91f0f5adf65f";
  expect(await hub.ask("DELETE", nobodys, { key: admin })).toMatchObject({ status: 404 });
});

test("keys are paged, newest first, without a gap or a double", async () => {
  await using hub = await testHub();
  const admin = await hub.key("admin");
  for (let i = 0; i < 7; i++) {
    hub.setNow(later(i % 3)); // some at the same moment
    await hub.key("viewer");
  }
  const seen: string[] = [];
  for (let next: string | undefined = ""; next !== undefined; ) {
    const { body } = await hub.ask("GET", `/v1/keys?limit=3${next && `&after=${next}`}`, { key: admin });
    seen.push(...body.items.map(({ id }: { id: string }) => id));
    next = body.next;
  }
  expect(new Set(seen).size).toBe(8);
  expect(seen.length).toBe(8);
});

test("a team's key sees its team alone, and a scanner makes no keys", async () => {
  await using hub = await testHub();
  const [mine] = [await hub.team("mine"), await hub.team("theirs")];
  const names = async (key: string) =>
    (await hub.ask("GET", "/v1/teams", { key })).body.items.map(({ name }: { name: string }) => name);
  expect(await names(await hub.key("viewer"))).toEqual(["mine", "theirs"]);
  expect(await names(await hub.key("viewer", mine))).toEqual(["mine"]);
  const body = { name: "more", role: "admin" };
  const said = await hub.ask("POST", "/v1/keys", { key: await hub.key("scanner"), body });
  expect(said).toMatchObject({ status: 403, body: { code: "auth/refused", policy: "no-policy-permits" } });
  const bound = await hub.ask("POST", "/v1/keys", { key: await hub.key("admin", mine), body });
  expect(bound).toMatchObject({ status: 403, body: { policy: "bound-to-a-team-administers-nothing" } });
  const nowhere = { ...body, team: "6a57a623-a278-4b21-9025-91f0f5adf65f" };
  expect(await hub.ask("POST", "/v1/keys", { key: await hub.key("admin"), body: nowhere })).toMatchObject({
    status: 400,
    body: { code: "keys/no-team" },
  });
});
