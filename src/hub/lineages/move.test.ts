import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pushOf } from "../testing/reports.ts";
import { type TestHub, testHub } from "../testing/test-hub.ts";
import { person, type Visitor, withSecondFactor } from "../testing/visitor.ts";

let hub: TestHub;
let [mine, theirs, third] = ["", "", ""];
let lineages = 0;

beforeAll(async () => {
  hub = await testHub();
  hub.setNow(new Date("2026-11-30T00:00:00Z"));
  [mine, theirs, third] = [await hub.team("mine"), await hub.team("theirs"), await hub.team("third")];
});
afterAll(() => hub[Symbol.asyncDispose]());

/** Somebody who acts for some teams and has shown a second factor. */
async function somebody(role: "security" | "developer" | "approver", teams: string[]): Promise<Visitor> {
  const { email } = await person(hub, [role], teams);
  return (await withSecondFactor(hub, email)).browser;
}

/** A lineage of `mine` with an open finding and an approved waiver of it. */
async function lineage() {
  const n = String(++lineages);
  const digest = `sha256:${n.padStart(64, "0")}`;
  const wish = {
    ref: `registry.example.com/moved${n}:1`,
    digest,
    packages: ["a@1.0.0"],
    findings: [`a@1.0.0 CVE-${n}`],
  };
  const { body } = await hub.ask("POST", "/v1/reports", { key: await hub.key("scanner", mine), body: pushOf(wish) });
  const asked = { kind: "lineage", lineage: body.lineage, reason: "until it has moved", until: "2026-12-20T00:00:00Z" };
  const { body: waiver } = await hub.ask("POST", "/v1/waivers", { key: await hub.key("developer", mine), body: asked });
  const decision = { key: await hub.key("approver", mine), body: { decision: "approve" } };
  await hub.ask("POST", `/v1/waivers/${waiver.id}/decision`, decision);
  return { id: Number(body.lineage), digest, name: wish.ref.replace(":1", ""), waiver: Number(waiver.id), wish };
}

const move = (browser: Visitor, id: number, team: string | null) =>
  browser.ask("PUT", `/v1/lineages/${id}/team`, { team });

/** What a team sees of a lineage. */
async function seen(team: string, name: string, waiver: number) {
  const key = await hub.key("viewer", team);
  const get = async (path: string) => (await hub.ask("GET", path, { key })).body.items;
  const findings = (await get("/v1/findings")).filter((one: { name: string }) => one.name === name);
  const waivers = (await get("/v1/waivers")).filter((one: { id: number }) => one.id === waiver);
  const items = (await get("/v1/work-items")).length;
  return {
    lineages: (await get(`/v1/lineages?name=${name}`)).length,
    findings: findings.length,
    waivers: waivers.length,
    items,
  };
}

test("findings, waivers and what is counted go along, and stand for the gate as before", async () => {
  const { id, name, waiver, digest } = await lineage();
  const mover = await somebody("security", [mine, theirs]);
  const gate = await hub.key("gate");
  const decide = async () =>
    (await hub.ask("POST", "/v1/decisions", { key: gate, body: { environment: "prod", digest } })).body;
  const before = await decide();
  expect(before.waivers).toEqual([waiver]);
  const old = await seen(mine, name, waiver);
  expect(old).toMatchObject({ lineages: 1, findings: 1, waivers: 1 });
  expect(await seen(theirs, name, waiver)).toEqual({ lineages: 0, findings: 0, waivers: 0, items: 0 });
  expect(await move(mover, id, theirs)).toMatchObject({
    status: 200,
    body: { id, team: theirs, from: mine, waivers: 1 },
  });
  expect(await seen(theirs, name, waiver)).toEqual({ lineages: 1, findings: 1, waivers: 1, items: 1 });
  expect(await seen(mine, name, waiver)).toEqual({ lineages: 0, findings: 0, waivers: 0, items: old.items - 1 });
  expect(await decide()).toMatchObject({ admitted: before.admitted, waivers: [waiver], openSet: before.openSet });
  const { body: ledger } = await hub.ask("GET", "/v1/ledger?limit=200", { key: await hub.key("admin") });
  expect(ledger.items.find((one: { action: string }) => one.action === "lineages.move")).toMatchObject({
    about: `lineage ${id}`,
    actor: expect.stringContaining("person"),
    detail: expect.stringContaining(theirs),
  });
  expect(await move(mover, id, theirs)).toMatchObject({ status: 200, body: { from: theirs, waivers: 0 } });
});

test("who acts for one of the two teams alone moves nothing, and is told by which policy", async () => {
  const { id, name, waiver } = await lineage();
  const [giver, taker] = [await somebody("security", [mine]), await somebody("security", [theirs])];
  expect(await move(giver, id, theirs)).toMatchObject({ status: 403, body: { policy: "own-team-only" } });
  expect(await move(taker, id, theirs)).toMatchObject({ status: 404 });
  expect(await move(await somebody("security", [mine, theirs]), id, third)).toMatchObject({
    status: 403,
    body: { policy: "own-team-only" },
  });
  expect(await move(giver, id, null)).toMatchObject({
    status: 403,
    body: { policy: "bound-to-a-team-moves-between-its-teams" },
  });
  for (const role of ["developer", "approver"] as const)
    expect(await move(await somebody(role, [mine, theirs]), id, theirs)).toMatchObject({
      status: 403,
      body: { policy: "no-policy-permits" },
    });
  expect(await seen(mine, name, waiver)).toMatchObject({ lineages: 1, findings: 1, waivers: 1 });
});

test("who acts everywhere moves to a team, to none, and to no team that there is not", async () => {
  const { id, wish } = await lineage();
  const admin = await hub.key("admin");
  const set = (team: string | null) => hub.ask("PUT", `/v1/lineages/${id}/team`, { key: admin, body: { team } });
  expect(await set("6a57a623-a278-4b21-9025-91f0f5adf65f")).toMatchObject({ status: 400 });
  expect(await set(null)).toMatchObject({ status: 200, body: { team: null, from: mine } });
  expect(await set(theirs)).toMatchObject({ status: 200, body: { team: theirs, from: null } });
  // The old team's scanner has nothing to say of it any more.
  const again = pushOf({ ...wish, day: 2 });
  const push = async (team: string) =>
    await hub.ask("POST", "/v1/reports", { key: await hub.key("scanner", team), body: again });
  expect(await push(mine)).toMatchObject({ status: 403, body: { policy: "own-team-only" } });
  expect(await push(theirs)).toMatchObject({ status: 200, body: { lineage: id, opened: 0 } });
});

test("a waiver's team follows its lineage, and changes in no other way", async () => {
  const { waiver } = await lineage();
  const change = (set: string) => sql.raw(`update waiver set ${set} where id = ${waiver}`).execute(hub.database);
  for (const set of [
    `team_id = '${theirs}'`,
    "team_id = null",
    "note = 'x'",
    "decided_by = 'x'",
    "state = 'requested'",
    "about = 'x'",
  ])
    await expect(change(set), set).rejects.toThrow(/never changed|constraint/);
});
