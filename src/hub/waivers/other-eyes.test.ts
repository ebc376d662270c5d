import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { PersonRole } from "../../contract/roles.ts";
import { pushOf } from "../testing/reports.ts";
import { type TestHub, testHub } from "../testing/test-hub.ts";
import { PASSWORD, person, type Visitor, visitor, withSecondFactor } from "../testing/visitor.ts";

let hub: TestHub;
let lineage = 0;
let root: Visitor;

beforeAll(async () => {
  hub = await testHub();
  const body = pushOf({ packages: ["a@1"], findings: ["a@1 CVE-1"] });
  hub.setNow(new Date("2026-11-30T00:00:00Z"));
  lineage = (await hub.ask("POST", "/v1/reports", { key: await hub.key("scanner"), body })).body.lineage;
  hub.setNow(new Date());
  root = await somebody("admin", "approver");
});
afterAll(() => hub[Symbol.asyncDispose]());

/** Somebody who came by nobody's link. */
async function somebody(...roles: PersonRole[]): Promise<Visitor> {
  return (await withSecondFactor(hub, (await person(hub, roles)).email)).browser;
}

let links = 0;

/** An account that is taken up by a link of somebody; with its address. */
async function invitedBy(maker: Visitor, ...roles: PersonRole[]): Promise<{ browser: Visitor; email: string }> {
  const email = `invited${++links}@example.com`;
  const { body } = await maker.ask("POST", "/v1/people", { email, name: "x", roles, teams: null });
  expect(body.token).toMatch(/^wbi_/);
  const taken = await visitor(hub).ask("POST", "/v1/sign-in/invitation", { token: body.token, password: PASSWORD });
  expect(taken.status).toBe(201);
  return { browser: (await withSecondFactor(hub, email)).browser, email };
}

async function ask(by: Visitor): Promise<number> {
  const until = new Date(Date.now() + 86_400_000).toISOString();
  const wish = { kind: "lineage", lineage, reason: "until it is mended", until };
  const { status, body } = await by.ask("POST", "/v1/waivers", wish);
  expect(status).toBe(201);
  return body.id;
}

const approve = (by: Visitor, id: number) => by.ask("POST", `/v1/waivers/${id}/decision`, { decision: "approve" });
const SAME = { status: 403, body: { code: "waivers/same-eyes" } };

test("who invited somebody has nothing approved by that account, and approves nothing for it", async () => {
  const approver = await invitedBy(root, "approver");
  const developer = await invitedBy(root, "developer");
  expect(await approve(approver.browser, await ask(root))).toMatchObject(SAME);
  expect(await approve(root, await ask(developer.browser))).toMatchObject(SAME);
  // Two whom the same administrator brought in are two; the record says who brought them.
  expect(await approve(approver.browser, await ask(developer.browser))).toMatchObject({ status: 200 });
  const { body } = await root.ask("GET", "/v1/ledger?limit=200");
  const { id } = (await root.ask("GET", "/v1/me")).body;
  const deed = body.items.find((one: { action: string }) => one.action === "waivers.decide");
  expect(JSON.parse(deed.detail)).toMatchObject({ decision: "approve", bothBy: [id], vouched: false });
});

test("over any number of steps, and through keys", async () => {
  const puppet = await invitedBy(root, "admin");
  const second = await invitedBy(puppet.browser, "approver");
  expect(await approve(second.browser, await ask(root))).toMatchObject(SAME);
  const { body } = await puppet.browser.ask("POST", "/v1/keys", { name: "k", role: "approver" });
  const id = await ask(root);
  const decision = { key: body.key, body: { decision: "approve" } };
  expect(await hub.ask("POST", `/v1/waivers/${id}/decision`, decision)).toMatchObject(SAME);
  expect(await approve(await somebody("approver"), id)).toMatchObject({ status: 200 });
});

test("a reset is a new link: whoever sends it may hold the account then", async () => {
  const [other, independent] = [await somebody("admin"), await person(hub, ["approver"])];
  const { body } = await other.ask("POST", `/v1/people/${independent.id}/reset`, {});
  await visitor(hub).ask("POST", "/v1/sign-in/invitation", { token: body.token, password: PASSWORD });
  const { browser } = await withSecondFactor(hub, independent.email);
  expect(await approve(browser, await ask(other))).toMatchObject(SAME);
  expect(await approve(browser, await ask(root))).toMatchObject({ status: 200 });
});

test("an approver for whom an identity provider vouches in this session is somebody else", async () => {
  const approver = await invitedBy(root, "approver");
  const id = await ask(root);
  expect(await approve(approver.browser, id)).toMatchObject(SAME);
  await sql`update person_session set factor = 'sso'
    where person_id = (select id from person where email = ${approver.email})`.execute(hub.database);
  expect(await approve(approver.browser, id)).toMatchObject({ status: 200 });
  // But one whom the approver brought in stays theirs.
  const boss = await invitedBy(root, "admin", "approver");
  const puppet = await invitedBy(boss.browser, "developer");
  await sql`update person_session set factor = 'sso'
    where person_id = (select id from person where email = ${boss.email})`.execute(hub.database);
  expect(await approve(boss.browser, await ask(puppet.browser))).toMatchObject(SAME);
});

test("an identity provider vouches for nobody before whoever brought it in", async () => {
  const boss = await somebody("admin");
  const provider = {
    id: "own",
    name: "Own",
    issuer: "https://own.example.com",
    clientId: "x",
    clientSecret: "x",
    domains: ["example.com"],
  };
  expect((await boss.ask("POST", "/v1/sso/providers", provider)).status).toBe(201);
  // As a directory brings somebody in: by nobody's link.
  const { id, email } = await person(hub, ["approver"]);
  const { browser } = await withSecondFactor(hub, email);
  await sql`insert into person_account (person_id, provider_id, account_id, created_at, updated_at)
    values (${id}, 'own', ${email}, now(), now())`.execute(hub.database);
  await sql`update person_session set factor = 'sso' where person_id = ${id}`.execute(hub.database);
  expect(await approve(browser, await ask(boss))).toMatchObject(SAME);
  expect(await approve(browser, await ask(root))).toMatchObject({ status: 200 });
});

test("the database itself refuses, whoever forgot to ask", async () => {
  const approver = await invitedBy(root, "approver");
  const id = await ask(root);
  const { body } = await approver.browser.ask("GET", "/v1/me");
  const write = sql`update waiver set state = 'approved', decided_by = ${`person ${body.id} (x)`}, decided_at = now()
    where id = ${id}`.execute(hub.database);
  await expect(write).rejects.toMatchObject({ constraint: "waiver_needs_other_eyes" });
});
