import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pushOf, type ReportWish } from "../testing/reports.ts";
import { NOW, type TestHub, testHub } from "../testing/test-hub.ts";

let hub: TestHub;
let key: string;

beforeAll(async () => {
  hub = await testHub();
  hub.setNow(new Date("2026-11-30T00:00:00Z"));
  key = await hub.key("scanner");
});
afterAll(() => hub[Symbol.asyncDispose]());

async function push(as: string, wish: ReportWish) {
  const said = await hub.ask("POST", "/v1/reports", { key, body: { ...pushOf(wish), as } });
  if (said.status !== 200) throw new Error(JSON.stringify(said.body));
  return said.body;
}

async function findingsOf(as: string) {
  return await hub.database
    .selectFrom("finding")
    .innerJoin("lineage", "lineage.id", "finding.lineage_id")
    .innerJoin("finding_words", "finding_words.id", "finding.words_id")
    .select(["title", "finding.reason", "finding.unseen", "finding.triage"])
    .where("lineage.name", "=", as)
    .orderBy("title")
    .execute();
}

const counts = async () =>
  (
    await sql<{ written: number }>`
    select (select count(*) from finding) + (select count(*) from finding_event) + (select count(*) from scan)
      + (select count(*) from component) + (select count(*) from content_component) + (select count(*) from audit_entry)
      as written`.execute(hub.database)
  ).rows[0]?.written;

const HOLE = "lodash@4.17.20 CVE-2021-23337";
const WITH_HOLE = { packages: ["lodash@4.17.20", "left-pad@1.0.0"], findings: [HOLE] };

test("a look is taken in: what is there by layer, what is wrong by lineage", async () => {
  const [base, app] = [`sha256:${"1".repeat(64)}`, `sha256:${"2".repeat(64)}`];
  const packages = [`${base}|musl@1.0.0`, `${base}|busybox@1.0.0`, `${app}|lodash@4.17.20`];
  const layers = [base, app];
  const first = await push("layers-1", { packages, layers, findings: [HOLE] });
  expect(first).toMatchObject({ known: false, found: 1, opened: 1, closed: 0 });
  const before = await sql<{ n: number }>`select count(*) as n from content_component`.execute(hub.database);
  await push("layers-2", { packages: [...packages, `${app}|left-pad@1.0.0`], layers });
  const after = await sql<{ n: number }>`select count(*) as n from content_component`.execute(hub.database);
  expect((after.rows[0]?.n ?? 0) - (before.rows[0]?.n ?? 0)).toBe(2); // the base is there already
  const { rows } = await sql`
    select layer.digest, count(*)::int as components from image_content join layer on layer.id = layer_id
    join content_component using (content_id) where image_id = ${first.image} group by 1 order by 1`.execute(
    hub.database,
  );
  expect(rows).toEqual([
    { digest: base, components: 2 },
    { digest: app, components: 1 },
  ]);
});

test("the identical file again writes nothing; the same found later writes no finding and no event", async () => {
  await push("same", WITH_HOLE);
  const before = await counts();
  expect(await push("same", WITH_HOLE)).toMatchObject({ known: true, opened: 0, closed: 0 });
  expect(await counts()).toBe(before);
  expect(await push("same", { ...WITH_HOLE, day: 2 })).toMatchObject({ known: false, found: 1, opened: 0 });
  expect((await counts()) as number).toBe((before as number) + 2); // the look, and its line in the record
});

test.each([
  ["upgraded", { packages: ["lodash@4.17.21", "left-pad@1.0.0"] }],
  ["removed", { packages: ["left-pad@1.0.0"] }],
  ["advisory-changed", { packages: ["lodash@4.17.20", "left-pad@1.0.0"] }],
] as const)("a hole that went is closed as %s", async (reason, wish) => {
  await push(reason, WITH_HOLE);
  expect(await push(reason, { ...wish, day: 2 })).toMatchObject({ closed: 1 });
  expect(await findingsOf(reason)).toMatchObject([{ reason }]);
  expect(await push(reason, { ...WITH_HOLE, day: 3 })).toMatchObject({ reopened: 1 });
  expect(await findingsOf(reason)).toMatchObject([{ reason: null, triage: "open" }]);
});

test("neither a killed analyzer nor a report without its bill closes anything", async () => {
  await push("killed", WITH_HOLE);
  const killed = { packages: ["left-pad@1.0.0"], day: 2, partial: ["advisories/known"] };
  expect(await push("killed", killed)).toMatchObject({ closed: 0, unseen: 1 });
  expect(await findingsOf("killed")).toMatchObject([{ reason: null, unseen: "coverage-lost" }]);
  const absent = { packages: ["left-pad@1.0.0"], day: 3, without: ["advisories/known"] };
  expect(await push("killed", absent)).toMatchObject({ closed: 0 });
  const { report } = pushOf({ packages: [], day: 4 });
  const said = await hub.ask("POST", "/v1/reports", { key, body: { report, as: "killed" } });
  expect(said.body).toMatchObject({ closed: 0 });
  expect(await findingsOf("killed")).toMatchObject([{ reason: null, unseen: "no-bill" }]);
});

test.each([
  [
    "a finding cut out",
    (push: ReturnType<typeof pushOf>) => ({ ...push, report: { ...push.report, findings: [] } }),
    "reports/not-whole",
  ],
  [
    "components cut out",
    (push: ReturnType<typeof pushOf>) => ({ ...push, bill: pushOf({ packages: [] }).bill }),
    "reports/other-bill",
  ],
  [
    "another image's bill",
    (push: ReturnType<typeof pushOf>) => ({
      ...push,
      bill: pushOf({ ...WITH_HOLE, digest: `sha256:${"b".repeat(64)}` }).bill,
    }),
    "reports/other-bill",
  ],
  [
    "a time that lies ahead",
    (push: ReturnType<typeof pushOf>) => ({ ...push, report: { ...push.report, startedAt: "2036-01-01T00:00:00Z" } }),
    "reports/no-time",
  ],
  [
    "a path for a name",
    (push: ReturnType<typeof pushOf>) => ({
      ...push,
      report: { ...push.report, target: { kind: "directory", ref: "/home/me/app" } },
    }),
    "reports/no-name",
  ],
  [
    "a key that is not ours",
    (push: ReturnType<typeof pushOf>) => ({ ...push, report: { ...push.report, admin: true } }),
    "http/invalid",
  ],
  ["a zero byte", (push: ReturnType<typeof pushOf>) => ({ ...push, as: "a\u0000b" }), "http/no-text"],
])("%s is refused, and nothing of it stays", async (_, spoil, code) => {
  const before = await counts();
  const said = await hub.ask("POST", "/v1/reports", { key, body: spoil(pushOf(WITH_HOLE)) });
  expect(said).toMatchObject({ status: 400, body: { code } });
  expect(await counts()).toBe(before);
});

test("a team's key pushes into its team alone", async () => {
  const [mine, theirs] = [await hub.team("mine"), await hub.team("theirs")];
  const bound = await hub.key("scanner", mine);
  const say = (ref: string, more: object = {}) =>
    hub.ask("POST", "/v1/reports", { key: bound, body: { ...pushOf({ ref }), ...more } });
  expect(await say("registry.example.com/mine/app:1")).toMatchObject({ status: 200 });
  expect(await say("registry.example.com/new/app:1", { team: theirs })).toMatchObject({
    status: 403,
    body: { policy: "own-team-only" },
  });
  await hub.ask("POST", "/v1/reports", {
    key,
    body: { ...pushOf({ ref: "registry.example.com/theirs/app:1" }), team: theirs },
  });
  expect(await say("registry.example.com/theirs/app:2", { team: mine })).toMatchObject({ status: 403 });
});

test("a bill alone is taken in; what is none is refused", async () => {
  const { bill } = pushOf({ packages: ["lodash@4.17.20"], ref: "registry.example.com/team/bills:1" });
  const said = await hub.ask("POST", "/v1/bills", { key, body: { bill } });
  expect(said).toMatchObject({ status: 200, body: { known: false, found: 0 } });
  expect((await hub.ask("POST", "/v1/bills", { key, body: { bill } })).body).toMatchObject({ known: true });
  for (const text of ["{}", "nonsense", '{"bomFormat":"CycloneDX","specVersion":"9"}', "<bom/>"])
    expect(await hub.ask("POST", "/v1/bills", { key, body: { bill: text, as: "x" } })).toMatchObject({ status: 400 });
});

const somePush = fc.record({
  day: fc.integer({ min: 1, max: 20 }),
  packages: fc.subarray(["lodash@4.17.20", "lodash@4.17.21", "left-pad@1.0.0"]),
  findings: fc.subarray([HOLE, "left-pad@1.0.0 CVE-2026-1", "secret abc"]),
  severity: fc.constantFrom<"high" | "low">("high", "low"),
  partial: fc.subarray(["advisories/known", "secrets/credentials"]),
});

test("any order of files ends in the same state", { timeout: 60_000 }, async () => {
  let run = 0;
  const stateAfter = async (wishes: readonly ReportWish[]) => {
    const as = `order-${++run}`;
    for (const wish of wishes) await push(as, wish);
    const { rows } = await sql`
      select title, severity, reason, unseen, first.taken_at as first, last.taken_at as last, closing.taken_at as closing
      from finding join lineage on lineage.id = finding.lineage_id join finding_words on finding_words.id = words_id
      join scan first on first.id = first_found
      left join scan last on last.id = last_found left join scan closing on closing.id = closed_by
      where lineage.name = ${as} order by title`.execute(hub.database);
    const counted = await sql`select high, low, image_id is null as none from lineage where name = ${as}`.execute(
      hub.database,
    );
    return { rows, counted: counted.rows };
  };
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(somePush, { minLength: 2, maxLength: 4, selector: ({ day }) => day }),
      async (wishes) => {
        const inOrder = await stateAfter(wishes.toSorted((a, b) => a.day - b.day));
        expect(await stateAfter(wishes)).toEqual(inOrder);
        expect(await stateAfter(wishes.toReversed())).toEqual(inOrder);
      },
    ),
    { numRuns: 12 },
  );
});

test("many at once, on one lineage and on others with the same components, all come in", async () => {
  const packages = Array.from({ length: 40 }, (_, n) => `package-${n}@1.0.0`);
  const said = await Promise.all(
    Array.from({ length: 12 }, (_, n) => push(`crowd-${n % 3}`, { packages: packages.toReversed(), day: n + 1 })),
  );
  expect(said.every(({ known }) => !known)).toBe(true);
  expect(NOW.getTime()).toBeGreaterThan(0);
});
