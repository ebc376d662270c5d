import { afterAll, beforeAll, expect, test } from "vitest";
import { HubEvent } from "../../contract/notifications.ts";
import { temporaryFolder } from "../../testing/temporary-folder.ts";
import { buildZip } from "../../testing/zip-builder.ts";
import { matchNext } from "../matching/match-stored.ts";
import { rejudgeNext } from "../matching/rejudge.ts";
import { bringAdvisories } from "../testing/advisories.ts";
import { pushOf } from "../testing/reports.ts";
import { type TestHub, testHub } from "../testing/test-hub.ts";
import { narrowed } from "./outbox.ts";

let hub: TestHub;
let key: string;
const CLEAN = `sha256:${"c".repeat(64)}`;

beforeAll(async () => {
  hub = await testHub();
  hub.setNow(new Date("2026-11-30T00:00:00Z"));
  key = await hub.key("admin");
});
afterAll(() => hub[Symbol.asyncDispose]());

/** What was noted since the last time, as subscribers would be told. */
async function noted(): Promise<HubEvent[]> {
  const rows = await hub.database.deleteFrom("outbox").returningAll().execute();
  const sorted = rows.toSorted((a, b) => a.id - b.id);
  return sorted.map((row) =>
    HubEvent.parse({ type: row.kind, at: row.at.toISOString(), team: row.team_id, data: row.data }),
  );
}

const holes = (count: number) => Array.from({ length: count }, (_, index) => `lib${index}@1.0.0 CVE-2026-${index}`);
const packagesOf = (findings: readonly string[]) => findings.map((text) => text.split(" ")[0] ?? "");

test("a push with 500 findings is one line, counted, with the gravest named", async () => {
  const findings = holes(500);
  const body = pushOf({ findings, packages: packagesOf(findings) });
  await hub.ask("POST", "/v1/reports", { key, body: { ...body, as: "many" } });
  const events = await noted();
  expect(events).toMatchObject([
    { type: "finding.opened", data: { total: 500, bySeverity: { high: 500 }, lineage: { name: "many" } } },
  ]);
  const [event] = events;
  expect(event?.data).toHaveProperty("findings.length", 10);
  await hub.ask("POST", "/v1/reports", { key, body: { ...body, as: "many" } });
  expect(await noted(), "the identical file tells nothing").toEqual([]);
});

test("what comes back is reopened, what a look closes is not told", async () => {
  const hole = "lodash@4.17.20 CVE-2021-23337";
  const push = async (day: number, wish: object) =>
    await hub.ask("POST", "/v1/reports", { key, body: { ...pushOf({ day, ...wish }), as: "back" } });
  await push(1, { findings: [hole], packages: ["lodash@4.17.20"] });
  await push(2, { packages: ["lodash@4.17.21"] });
  await push(3, { findings: [hole], packages: ["lodash@4.17.20"] });
  expect((await noted()).map(({ type }) => type)).toEqual(["finding.opened", "finding.reopened"]);
});

test("malware is told as such, whatever severity was asked for", async () => {
  const body = pushOf({ findings: ["evil@1.0.0 MAL-1"], packages: ["evil@1.0.0"], severity: "low" });
  const [finding] = body.report.findings;
  Object.assign(finding ?? {}, { rule: "advisories/malicious-package" });
  await hub.ask("POST", "/v1/reports", { key, body: { ...body, as: "evil" } });
  const events = await noted();
  expect(events.map(({ type }) => type).sort()).toEqual(["finding.opened", "malware.found"]);
  expect(events.flatMap((event) => narrowed(event, 0) ?? []).map(({ type }) => type)).toEqual(["malware.found"]);
});

test("a subscriber hears of what is as grave as they asked for, and of no more", async () => {
  const finding = (id: number, severity: string) => ({ id, title: "t", severity, rule: "r", fix: "" });
  const event = HubEvent.parse({
    type: "finding.opened",
    at: "2026-11-30T00:00:00.000Z",
    team: null,
    data: {
      lineage: { id: 1, name: "x" },
      total: 25,
      bySeverity: { critical: 5, high: 5, low: 15 },
      findings: [...Array(5).keys()].flatMap((id) => [finding(id, "critical"), finding(id + 5, "high")]),
    },
  });
  const toldOf = (severity: number) => narrowed(event, severity)?.data as { total: number; findings: unknown[] };
  expect(toldOf(0)).toMatchObject({ total: 5, bySeverity: { critical: 5 } });
  expect(toldOf(0).findings).toHaveLength(5);
  expect(toldOf(1)).toMatchObject({ total: 10 });
  expect(toldOf(4)).toMatchObject({ total: 25 });
  const mild = HubEvent.parse({ ...event, data: { ...event.data, bySeverity: { low: 15 } } });
  expect(narrowed(mild, 1)).toBeUndefined();
});

test("waivers are told when they are asked for and decided", async () => {
  const wish = { kind: "hole", about: "CVE-1", reason: "half a pair \uD800 of it", until: "2026-12-30T00:00:00Z" };
  const { body } = await hub.ask("POST", "/v1/waivers", { key, body: wish });
  const approver = await hub.key("approver");
  await hub.ask("POST", `/v1/waivers/${body.id}/decision`, { key: approver, body: { decision: "approve" } });
  expect(await noted()).toMatchObject([
    { type: "waiver.requested", data: { waiver: body.id, state: "requested", decidedBy: null } },
    { type: "waiver.decided", data: { waiver: body.id, state: "approved" } },
  ]);
});

test("a deployment of what was refused is told, one of what was let through is not", async () => {
  const environment = "prod";
  const deploy = async (digest: string, times: string) => {
    const said = await hub.ask("POST", "/v1/deployments", {
      key,
      body: { environment, digest, key: `deployment ${times}` },
    });
    expect(said.status, JSON.stringify(said.body)).toBe(201);
  };
  await deploy(`sha256:${"f".repeat(64)}`, "never looked at");
  expect(await noted()).toMatchObject([
    { type: "deployment.against-decision", data: { admitted: false, decision: null, unaccepted: null } },
  ]);
  const findings = ["lodash@4.17.20 CVE-2021-23337"];
  const wish = { day: 29, digest: `sha256:${"b".repeat(64)}` };
  await hub.ask("POST", "/v1/reports", { key, body: { ...pushOf({ ...wish, findings }), as: "refused" } });
  await hub.ask("POST", "/v1/reports", { key, body: { ...pushOf({ day: 29, digest: CLEAN }), as: "clean" } });
  await noted();
  await hub.ask("POST", "/v1/decisions", { key, body: { environment, digest: wish.digest, name: "refused" } });
  await deploy(CLEAN, "2");
  await deploy(wish.digest, "3");
  await deploy(wish.digest, "3");
  expect(await noted()).toMatchObject([
    { data: { digest: wish.digest, decision: { admitted: false }, unaccepted: 1 } },
  ]);
});

test("newer advisories are told without a report: once, and malware as such", async () => {
  using folder = temporaryFolder();
  const day = (n: number) => new Date(`2026-11-${n}T12:00:00Z`);
  const dataDirectory = await bringAdvisories(buildZip, folder.path, ["GHSA-1 other"], day(20));
  await using own = await testHub({ dataDirectory });
  own.setNow(day(20));
  const admin = await own.key("admin");
  const { bill } = pushOf({ ref: "registry.example.com/shop:1", packages: ["lodash@4.17.20", "evil@1.0.0"] });
  await own.ask("POST", "/v1/bills", { key: admin, body: { bill } });
  const told = async () => {
    while ((await matchNext(own.hub)) || (await rejudgeNext(own.hub)));
    const rows = await own.database.deleteFrom("outbox").returning(["kind", "data"]).execute();
    return rows.map(({ kind, data }) => [kind, (data as { total: number }).total]).sort();
  };
  expect(await told()).toEqual([]);
  await bringAdvisories(buildZip, folder.path, ["GHSA-1 other", "GHSA-2 lodash <4.17.21", "MAL-1 evil"], day(25));
  own.setNow(day(26));
  expect(await told()).toEqual([
    ["finding.affected", 2],
    ["malware.found", 1],
  ]);
  expect(await told()).toEqual([]);
});
