import { sql } from "kysely";
import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pushOf } from "../testing/reports.ts";
import { type TestHub, testHub } from "../testing/test-hub.ts";
import { type Database, openDatabase } from "./database.ts";
import { migrate } from "./migrate.ts";
import { scopedTo } from "./scoped.ts";
import { ensureScopedRole } from "./scoped-role.ts";

let hub: TestHub;
let [mine, theirs, admin] = ["", "", ""];

const statement = { vulnerability: "CVE-1", products: ["pkg:npm/a@1"], status: "fixed" };

beforeAll(async () => {
  hub = await testHub();
  [mine, theirs, admin] = [await hub.team("mine"), await hub.team("theirs"), await hub.key("admin")];
  for (const [name, team] of [
    ["own", mine],
    ["foreign", theirs],
  ] as const) {
    const digest = `sha256:${(name === "own" ? "1" : "2").repeat(64)}`;
    const found = { ref: `registry.example.com/${name}:1`, digest, packages: ["a@1"], findings: ["a@1 CVE-1"] };
    const { body } = await hub.ask("POST", "/v1/reports", { key: admin, body: { ...pushOf(found), team } });
    const { id } = (await hub.ask("GET", `/v1/findings?lineage=${body.lineage}`, { key: admin })).body.items[0];
    await hub.ask("POST", `/v1/findings/${id}/triage`, { key: admin, body: { state: "triaged" } });
    const waiver = {
      kind: "lineage",
      lineage: body.lineage,
      reason: "until it is mended",
      until: "2026-12-20T00:00:00Z",
    };
    await hub.ask("POST", "/v1/waivers", { key: admin, body: waiver });
    const went = { environment: "prod", digest, key: `deployment of ${name}` };
    await hub.ask("POST", "/v1/decisions", { key: admin, body: { environment: "prod", digest } });
    await hub.ask("POST", "/v1/deployments", { key: admin, body: went });
    const openVex = { "@context": "https://openvex.dev/ns/v0.2.0", statements: [statement] };
    await hub.ask("POST", "/v1/vex", { key: admin, body: { vex: JSON.stringify(openVex), team } });
    const told = { name, kind: "webhook", address: "https://hooks.example.com/x", team };
    await hub.ask("POST", "/v1/subscriptions", { key: admin, body: told });
    await sql`insert into stale_lineage values (${body.lineage}) on conflict do nothing`.execute(hub.database);
  }
});
afterAll(() => hub[Symbol.asyncDispose]());

/** Whose rows there are, by a query that says nothing of teams. */
async function rowsOf(database: Database, table: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(database);
  return rows[0]?.n ?? 0;
}

const WALLED = ["team", "lineage", "image", "image_content", "scan", "finding", "finding_event", "stale_lineage"];
WALLED.push("waiver", "decision", "deployment", "subscription", "vex_document", "vex_claim", "work_item_part");

test.each(WALLED)("%s: a query that forgot to ask whose it is sees nothing of a foreign team", async (table) => {
  const [all, own, foreign] = await Promise.all([
    rowsOf(hub.database, table),
    rowsOf(scopedTo(hub.database, [mine]), table),
    rowsOf(scopedTo(hub.database, [theirs]), table),
  ]);
  expect([own, foreign]).toEqual([all / 2, all / 2]);
  expect(own).toBeGreaterThan(0);
  expect(await rowsOf(scopedTo(hub.database, [mine, theirs]), table)).toBe(all);
  expect(await rowsOf(scopedTo(hub.database, []), table)).toBe(0);
});

test("what is said of findings is seen by those whose findings say it", async () => {
  const other = { ref: "registry.example.com/other:1", packages: ["b@1"], findings: ["b@1 CVE-2"] };
  await hub.ask("POST", "/v1/reports", { key: admin, body: pushOf(other) });
  for (const table of ["finding_words", "work_item"]) {
    const names = [await rowsOf(hub.database, table), await rowsOf(scopedTo(hub.database, [mine]), table)];
    expect(names).toEqual(table === "work_item" ? [3, 1] : [2, 1]);
    expect(await rowsOf(scopedTo(hub.database, []), table)).toBe(0);
  }
  expect(await rowsOf(scopedTo(hub.database, [mine]), "work_item_sum")).toBe(1);
});

test("nothing of a foreign team is changed, taken out or added, and nothing is told", async () => {
  const own = scopedTo(hub.database, [mine]);
  const changed = await own.updateTable("finding").set({ triage: "triaged" }).execute();
  expect(changed).toMatchObject([{ numUpdatedRows: 1n }]);
  const { lineage_id: foreign } = await hub.database
    .selectFrom("image")
    .select("lineage_id")
    .where("digest", "like", "sha256:2%")
    .executeTakeFirstOrThrow();
  expect(await own.deleteFrom("stale_lineage").where("lineage_id", "=", foreign).execute()).toMatchObject([
    { numDeletedRows: 0n },
  ]);
  await expect(sql`insert into stale_lineage values (${foreign})`.execute(own)).rejects.toThrow(/row-level security/);
  const moved = sql`update lineage set team_id = ${theirs}`.execute(own);
  await expect(moved).rejects.toThrow(/row-level security/);
  expect(await rowsOf(own, "outbox")).toBe(0);
});

test("a connection lays the role down before somebody else gets it, also after a failure", async () => {
  const database = openDatabase(hub.connection, { connections: 1 });
  const scoped = scopedTo(database, [mine]);
  expect(await rowsOf(scoped, "lineage")).toBe(1);
  await expect(sql`select 1 / 0`.execute(scoped)).rejects.toThrow(/zero/);
  const failing = scoped.transaction().execute(async (transaction) => {
    expect(await rowsOf(transaction, "lineage")).toBe(1);
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  const who = sql<{ role: string; teams: string }>`
    select current_user as role, current_setting('waybill.teams', true) as teams`;
  expect((await who.execute(scoped)).rows).toEqual([{ role: "waybill_scoped", teams: mine }]);
  expect((await who.execute(database)).rows).toEqual([{ role: expect.not.stringContaining("scoped"), teams: "" }]);
  expect(await rowsOf(database, "lineage")).toBeGreaterThan(1);
  await database.destroy();
});

test("every table with a team's or a lineage's rows is behind the wall, or is said not to be", async () => {
  const { rows } = await sql<{ name: string; walled: boolean }>`
    select distinct relname as name, relrowsecurity as walled from pg_class
    join pg_attribute on attrelid = pg_class.oid and attname in ('team_id', 'lineage_id', 'image_id') and not attisdropped
    where relkind in ('r', 'p') and not relispartition and relnamespace = 'public'::regnamespace`.execute(hub.database);
  const open = rows.filter(({ walled }) => !walled).map(({ name }) => name);
  // Who may come in is looked up before it is known for which teams.
  expect(open.sort()).toEqual(["api_key", "person_team", "workload_binding"]);
});

test("a hub whose user is no superuser has the wall, and one that may make no role is told what to do", async () => {
  const root = new Client(hub.connection);
  await root.connect();
  const name = `owner_${process.pid}`;
  await root.query(`create role ${name} login createrole`);
  await root.query(`create database ${name} owner ${name}`);
  await root.query(`grant waybill_scoped to ${name} with admin option`);
  const owned = openDatabase({ ...hub.connection, database: name }, { connections: 1 });
  await sql.raw(`set role ${name}`).execute(owned);
  await migrate(owned);
  await ensureScopedRole(owned);
  for (const team of [mine, theirs]) await sql`insert into team values (${team}, ${team}, now())`.execute(owned);
  expect(await rowsOf(owned, "team")).toBe(2);
  await sql.raw("set role waybill_scoped").execute(owned);
  await sql`select set_config('waybill.teams', ${mine}, false)`.execute(owned);
  expect(await rowsOf(owned, "team")).toBe(1);
  await sql.raw(`reset role`).execute(owned);
  await sql.raw(`revoke waybill_scoped from ${name}`).execute(owned);
  await sql.raw(`alter role ${name} nocreaterole`).execute(owned);
  await sql.raw(`set role ${name}`).execute(owned);
  await expect(ensureScopedRole(owned)).rejects.toMatchObject({ code: "hub/no-scoped-role" });
  await owned.destroy();
  await root.query(`drop database ${name} with (force)`);
  await root.query(`drop role ${name}`);
  await root.end();
});
