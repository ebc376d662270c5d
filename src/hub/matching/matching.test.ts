import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../../testing/temporary-folder.ts";
import { buildZip } from "../../testing/zip-builder.ts";
import { bringAdvisories } from "../testing/advisories.ts";
import { pushOf, type ReportWish } from "../testing/reports.ts";
import { type TestHub, testHub } from "../testing/test-hub.ts";
import { type Place, selectAffected } from "./affected.ts";
import { matchNext } from "./match-stored.ts";
import { rejudgeNext } from "./rejudge.ts";

const folder = temporaryFolder();
const day = (n: number) => new Date(`2026-11-${n}T12:00:00Z`);
let hub: TestHub;
let key: string;

beforeAll(async () => {
  const dataDirectory = await bringAdvisories(buildZip, folder.path, ["GHSA-1 lodash <4.17.21"], day(20));
  hub = await testHub({ dataDirectory });
  hub.setNow(day(20));
  key = await hub.key("admin");
});
afterAll(async () => {
  await hub[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

async function pushBill(name: string, wish: ReportWish, more: object = {}) {
  const { bill } = pushOf({ ref: `registry.example.com/${name}:1`, ...wish });
  const said = await hub.ask("POST", "/v1/bills", { key, body: { bill, ...more } });
  expect(said.status).toBe(200);
  return said.body;
}

async function workAll(): Promise<number> {
  let steps = 0;
  while ((await matchNext(hub.hub)) || (await rejudgeNext(hub.hub))) if (++steps > 100) throw new Error("no end");
  return steps;
}

const affected = async (query = "", who = key) =>
  (await hub.ask("GET", `/v1/components/affected${query}`, { key: who })).body.items;
const findings = async (state = "open") =>
  (await hub.ask("GET", `/v1/findings?state=${state}`, { key })).body.items.map(
    ({ name, title, reason }: { name: string; title: string; reason: string | null }) => ({ name, title, reason }),
  );

test("bills that came are held against the advisories; when these change, all that is stored is, and no image is opened", async () => {
  await pushBill("shop", { packages: ["lodash@4.17.20", "flatmap@1.0.0", "left-pad@1.0.0"] });
  await workAll();
  expect(await affected()).toMatchObject([
    {
      purl: "pkg:npm/lodash@4.17.20",
      vulnerability: "GHSA-1",
      malicious: false,
      fixedIn: "4.17.21",
      images: 1,
      heldBy: [{ name: "registry.example.com/shop", newest: true }],
    },
  ]);
  expect(await findings()).toMatchObject(
    [{ name: "registry.example.com/shop", title: /lodash/, reason: null }].map((one) => ({
      ...one,
      title: expect.stringMatching(one.title),
    })),
  );
  expect(await workAll()).toBe(0);

  hub.setNow(day(21));
  await bringAdvisories(buildZip, folder.path, ["GHSA-1 lodash <4.17.21", "MAL-1 flatmap"], day(21));
  await workAll();
  expect((await affected()).map(({ purl }: { purl: string }) => purl)).toEqual([
    "pkg:npm/flatmap@1.0.0",
    "pkg:npm/lodash@4.17.20",
  ]);
  expect(await affected("?malicious=true")).toMatchObject([{ vulnerability: "MAL-1", severity: "critical" }]);
  expect(await affected("?alias=GHSA-1")).toMatchObject([{ vulnerability: "GHSA-1" }]);
  expect(await affected(`?since=${day(21).toISOString()}`)).toMatchObject([{ vulnerability: "MAL-1" }]);
  expect((await findings()).length).toBe(2);

  hub.setNow(day(22));
  await bringAdvisories(buildZip, folder.path, ["GHSA-9 other <1.0.0", "MAL-1 flatmap"], day(22));
  await workAll();
  expect(await affected()).toMatchObject([{ vulnerability: "MAL-1" }]);
  expect(await findings("closed")).toMatchObject([{ reason: "advisory-changed" }]);
  const state = await hub.ask("GET", "/v1/components/matching", { key });
  expect(state.body).toMatchObject({
    finished: true,
    waitingComponents: 0,
    waitingLineages: 0,
    builtAt: day(22).toISOString(),
  });
});

test("which builds ever held a known-malicious package, also when the newest no longer does", async () => {
  hub.setNow(day(23));
  await pushBill("shop", { packages: ["left-pad@1.0.0"], digest: `sha256:${"d".repeat(64)}` });
  await workAll();
  expect(await affected("?malicious=true")).toEqual([]);
  expect(await affected("?malicious=true&ever=true")).toMatchObject([
    { vulnerability: "MAL-1", images: 1, heldBy: [{ digest: `sha256:${"a".repeat(64)}`, newest: false }] },
  ]);
  expect(await findings("closed")).toMatchObject([{ reason: "removed" }, { reason: "advisory-changed" }]);
});

test("pages hold each pair once; another team sees none of it", async () => {
  hub.setNow(day(24));
  const team = await hub.team("others");
  await pushBill("many", { packages: ["flatmap@1.0.0", "flatmap@1.0.1", "flatmap@1.0.2"] }, { team });
  await workAll();
  const seen: string[] = [];
  for (let next: string | undefined = ""; next !== undefined; ) {
    const { body } = await hub.ask("GET", `/v1/components/affected?limit=2${next && `&after=${next}`}`, { key });
    seen.push(...body.items.map(({ purl }: { purl: string }) => purl));
    next = body.next;
  }
  expect(seen).toEqual(["pkg:npm/flatmap@1.0.2", "pkg:npm/flatmap@1.0.1", "pkg:npm/flatmap@1.0.0"]);
  expect((await affected("", await hub.key("viewer", team))).length).toBe(3);
  // However many components somebody has, the pages hold the same.
  const principal = { kind: "key", id: "k", name: "k", roles: ["viewer"], teams: [team], secondFactor: false } as const;
  for (const ever of [true, false])
    for (const mostOwn of [0, 1_000]) {
      const found: string[] = [];
      const whole = { alias: undefined, purl: undefined, malicious: undefined, severity: undefined, since: undefined };
      for (let start: Place | undefined; ; ) {
        const page = await selectAffected(hub.database, principal, { ...whole, ever, start, limit: 2, mostOwn });
        found.push(...page.rows.map(({ purl }) => purl));
        if (page.next === undefined) break;
        start = page.next;
      }
      expect(found).toEqual(seen);
    }
  expect(await affected("", await hub.key("viewer", await hub.team("strangers")))).toEqual([]);
});

test("a scanner's newer look is not overruled, and two workers at once do each step once", async () => {
  hub.setNow(day(25));
  const { report, bill } = pushOf({
    ref: "registry.example.com/own:1",
    packages: ["flatmap@1.0.0"],
    advisoriesAt: day(24).toISOString(),
    day: 24,
  });
  expect(await hub.ask("POST", "/v1/reports", { key, body: { report, bill } })).toMatchObject({ status: 200 });
  await Promise.all([workAll(), workAll()]);
  const { rows } = await sql`select count(*)::int as n from scan join lineage on lineage.id = scan.lineage_id
    where name = 'registry.example.com/own'`.execute(hub.database);
  expect(rows).toEqual([{ n: 1 }]);
});

test("a lineage that cannot be judged keeps no other waiting, and stays to be judged", async () => {
  hub.setNow(day(26));
  await pushBill("first", { packages: ["flatmap@2.0.0"] });
  await pushBill("second", { packages: ["flatmap@2.0.0"] });
  const broken = {
    ...hub.hub,
    now: () => {
      throw new Error("broken");
    },
  };
  await expect(rejudgeNext(broken)).rejects.toThrow("broken");
  const waiting = await hub.database.selectFrom("stale_lineage").select("attempts").orderBy("lineage_id").execute();
  expect(waiting).toEqual([{ attempts: 1 }, { attempts: 0 }]);
  expect(await rejudgeNext(hub.hub)).toBe(true);
  expect(await hub.database.selectFrom("stale_lineage").select("attempts").execute()).toEqual([{ attempts: 1 }]);
  await workAll();
  expect(await hub.database.selectFrom("stale_lineage").selectAll().execute()).toEqual([]);
});
