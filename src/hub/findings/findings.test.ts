import { afterAll, beforeAll, expect, test } from "vitest";
import { pushOf, type ReportWish } from "../testing/reports.ts";
import { type TestHub, testHub } from "../testing/test-hub.ts";

let hub: TestHub;
let [mine, theirs, viewer, foreign, developer, scanner] = ["", "", "", "", "", ""];

beforeAll(async () => {
  hub = await testHub();
  hub.setNow(new Date("2026-11-30T00:00:00Z"));
  [mine, theirs] = [await hub.team("mine"), await hub.team("theirs")];
  viewer = await hub.key("viewer", mine);
  foreign = await hub.key("developer", theirs);
  developer = await hub.key("developer", mine);
  scanner = await hub.key("scanner", mine);
  const packages = Array.from({ length: 5 }, (_, n) => `p${n}@1.0.0`);
  await push({ packages, findings: packages.map((name, n) => `${name} CVE-2026-${n}`) });
});
afterAll(() => hub[Symbol.asyncDispose]());

async function push(wish: ReportWish) {
  const said = await hub.ask("POST", "/v1/reports", { key: scanner, body: pushOf(wish) });
  expect(said.status).toBe(200);
  return said.body;
}

const first = async () => (await hub.ask("GET", "/v1/findings", { key: viewer })).body.items[0];

test("findings are paged without a gap or a double, and filtered", async () => {
  const seen: number[] = [];
  for (let next: string | undefined = ""; next !== undefined; ) {
    const { body } = await hub.ask("GET", `/v1/findings?limit=2${next && `&after=${next}`}`, { key: viewer });
    seen.push(...body.items.map(({ id }: { id: number }) => id));
    next = body.next;
  }
  expect([seen.length, new Set(seen).size]).toEqual([5, 5]);
  const count = async (query: string) =>
    (await hub.ask("GET", `/v1/findings?${query}`, { key: viewer })).body.items.length;
  expect(await count("alias=CVE-2026-3")).toBe(1);
  expect(await count(`purl=${encodeURIComponent("pkg:npm/p3@1.0.0")}`)).toBe(1);
  expect(await count("severity=high")).toBe(5);
  expect(await count("severity=low")).toBe(0);
  expect(await count("room=secrets")).toBe(0);
  expect(await count("state=closed")).toBe(0);
  expect(await hub.ask("GET", "/v1/findings?order=1;drop", { key: viewer })).toMatchObject({ status: 400 });
});

test("another team sees nothing of it, and changes nothing", async () => {
  const { id, lineage } = await first();
  expect((await hub.ask("GET", "/v1/findings", { key: foreign })).body.items).toEqual([]);
  expect((await hub.ask("GET", `/v1/findings?lineage=${lineage}`, { key: foreign })).body.items).toEqual([]);
  expect((await hub.ask("GET", "/v1/lineages", { key: foreign })).body.items).toEqual([]);
  for (const path of [`/v1/findings/${id}`, `/v1/lineages/${lineage}/images`, "/v1/images/1/components"])
    expect(await hub.ask("GET", path, { key: foreign })).toMatchObject({ status: 404 });
  const body = { state: "triaged" };
  expect(await hub.ask("POST", `/v1/findings/${id}/triage`, { key: foreign, body })).toMatchObject({ status: 404 });
});

test("people say what they did, and the history keeps it; a look alone closes", async () => {
  const { id } = await first();
  const body = { state: "triaged", note: "not reachable from outside" };
  expect(await hub.ask("POST", `/v1/findings/${id}/triage`, { key: viewer, body })).toMatchObject({ status: 403 });
  expect(await hub.ask("POST", `/v1/findings/${id}/triage`, { key: developer, body })).toMatchObject({
    status: 200,
    body: { state: "triaged" },
  });
  const fixed = { state: "verified-fixed" };
  expect(await hub.ask("POST", `/v1/findings/${id}/triage`, { key: developer, body: fixed })).toMatchObject({
    status: 400,
  });
  await push({ packages: [], day: 9 });
  const { body: finding } = await hub.ask("GET", `/v1/findings/${id}`, { key: viewer });
  expect(finding).toMatchObject({ state: "verified-fixed", reason: "removed" });
  expect(finding.events.map(({ kind }: { kind: string }) => kind)).toEqual(["opened", "triaged", "closed"]);
  expect(finding.events[1]).toMatchObject({ detail: body.note, actor: expect.stringContaining("developer's key") });
  expect(await hub.ask("POST", `/v1/findings/${id}/triage`, { key: developer, body })).toMatchObject({ status: 409 });
});

test("lineages carry their counts, images what they are made of", async () => {
  const { body } = await hub.ask("GET", "/v1/lineages", { key: viewer });
  expect(body.items).toMatchObject([
    { name: "registry.example.com/team/app", open: { high: 0 }, lookedAt: "2026-11-09T08:00:00.000Z", team: mine },
  ]);
  const { body: images } = await hub.ask("GET", `/v1/lineages/${body.items[0].id}/images`, { key: viewer });
  expect(images.items).toMatchObject([{ digest: `sha256:${"a".repeat(64)}`, whole: true }]);
  await push({ packages: ["a@1.0.0", "b@1.0.0", "c@1.0.0"], digest: `sha256:${"c".repeat(64)}`, day: 10 });
  const newest = (await hub.ask("GET", `/v1/lineages/${body.items[0].id}/images`, { key: viewer })).body.items[0];
  const page = await hub.ask("GET", `/v1/images/${newest.id}/components?limit=2`, { key: viewer });
  expect(page.body.items.map(({ purl }: { purl: string }) => purl)).toEqual(["pkg:npm/a@1.0.0", "pkg:npm/b@1.0.0"]);
  const rest = await hub.ask("GET", `/v1/images/${newest.id}/components?after=${page.body.next}`, { key: viewer });
  expect(rest.body).toEqual({ items: [{ purl: "pkg:npm/c@1.0.0", layer: null }] });
});

test("what is not mended in its days is overdue, and listed as such", async () => {
  await push({
    packages: ["late@1.0.0"],
    findings: ["late@1.0.0 CVE-2026-9"],
    day: 20,
    digest: `sha256:${"f".repeat(64)}`,
  });
  const overdue = async () => (await hub.ask("GET", "/v1/findings?overdue=true", { key: viewer })).body.items;
  expect(await overdue()).toEqual([]);
  const finding = (await hub.ask("GET", "/v1/findings?alias=CVE-2026-9", { key: viewer })).body.items[0];
  expect(finding).toMatchObject({
    overdue: false,
    openedAt: "2026-11-30T00:00:00.000Z",
    dueAt: "2026-12-30T00:00:00.000Z",
  });
  hub.setNow(new Date("2026-12-30T00:00:01Z"));
  [viewer, scanner] = [await hub.key("viewer", mine), await hub.key("scanner", mine)]; // those before have ended
  expect(await overdue()).toMatchObject([{ aliases: ["CVE-2026-9"], overdue: true }]);
});

test("an earlier look that comes late dates a finding, and its history still says which look opened it", async () => {
  const hole = { packages: ["x@1.0.0"], findings: ["x@1.0.0 CVE-2026-77"], digest: `sha256:${"e".repeat(64)}` };
  const ref = "registry.example.com/team/dated:1";
  const { scan } = await push({ ...hole, ref, day: 15 });
  const found = async () => (await hub.ask("GET", "/v1/findings?alias=CVE-2026-77", { key: viewer })).body.items[0];
  const history = async () => (await hub.ask("GET", `/v1/findings/${(await found()).id}`, { key: viewer })).body.events;
  const opened = await history();
  expect(opened).toMatchObject([{ kind: "opened", scan, actor: expect.stringContaining("scanner's key") }]);
  await push({ ...hole, ref, day: 14 });
  expect(await history()).toEqual(opened);
  await push({ ...hole, ref, day: 13 });
  expect(await history()).toEqual(opened);
});
