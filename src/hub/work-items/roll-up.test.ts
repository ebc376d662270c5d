import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dueAt } from "../../policy/due-dates.ts";
import { pushOf } from "../testing/reports.ts";
import { type TestHub, testHub } from "../testing/test-hub.ts";
import { sweepItems } from "./sweep.ts";

const BASES = ["b", "c"].map((letter) => `sha256:${letter.repeat(64)}`);

let hub: TestHub;
let admin = "";
let teams: string[] = [];

beforeAll(async () => {
  hub = await testHub();
  hub.setNow(new Date("2026-11-30T00:00:00Z"));
  admin = await hub.key("admin");
  teams = [await hub.team("one"), await hub.team("two")];
});
afterAll(() => hub[Symbol.asyncDispose]());

/** What is kept beside the findings, and the same counted anew. */
async function kept() {
  const { rows: sums } = await sql`
    select encode(hash, 'hex') as item, scope, findings, lineages, total.priority, total.severity
    from work_item_sum as total join work_item on work_item.id = item_id order by 1, 2`.execute(hub.database);
  const { rows: parts } = await sql`select * from work_item_part order by 1, 2`.execute(hub.database);
  const { rows: lineages } = await sql`
    select id, critical, high, medium, low, info from lineage order by id`.execute(hub.database);
  return { sums, parts, lineages };
}

async function counted() {
  const { rows: sums } = await sql`
    with one as (
      select md5(deed || ' ' || coalesce(root_layer, lineage_id::text)) as item, finding.*,
        coalesce(lineage.team_id, '00000000-0000-0000-0000-000000000000') as scope
      from finding join work_item on work_item.id = item_id join lineage on lineage.id = lineage_id
      where closed_by is null)
    select item, coalesce(scope, 'ffffffff-ffff-ffff-ffff-ffffffffffff') as scope, count(*) as findings,
      count(distinct lineage_id) as lineages, max(priority) as priority, min(severity) as severity
    from one group by grouping sets ((item, scope), (item)) order by 1, 2`.execute(hub.database);
  const { rows: parts } = await sql`
    select lineage_id, item_id, coalesce(lineage.team_id, '00000000-0000-0000-0000-000000000000') as scope,
      count(*) as findings, max(priority) as priority, min(severity) as severity
    from finding join lineage on lineage.id = lineage_id where closed_by is null group by 1, 2, 3 order by 1, 2`.execute(
    hub.database,
  );
  const { rows: lineages } = await sql`
    select lineage.id, count(*) filter (where severity = 0) as critical, count(*) filter (where severity = 1) as high,
      count(*) filter (where severity = 2) as medium, count(*) filter (where severity = 3) as low,
      count(*) filter (where severity = 4) as info
    from lineage left join finding on lineage_id = lineage.id and closed_by is null group by 1 order by 1`.execute(
    hub.database,
  );
  return { sums, parts, lineages };
}

const someLook = fc.record({
  kind: fc.constant("look" as const),
  lineage: fc.integer({ min: 0, max: 3 }),
  day: fc.integer({ min: 1, max: 28 }),
  packages: fc.subarray(["a@1.0.0", "b@1.0.0", "c@1.0.0"]),
  holes: fc.subarray(["a@1.0.0 CVE-1", "a@1.0.0 CVE-2", "b@1.0.0 CVE-1", "c@1.0.0 CVE-3"]),
  severity: fc.constantFrom<"critical" | "high" | "low">("critical", "high", "low"),
  layers: fc.constantFrom([], [BASES[0] ?? ""], [BASES[1] ?? ""]),
  priority: fc.constantFrom(20, 50, 95),
});
const someMove = fc.record({
  kind: fc.constant("move" as const),
  lineage: fc.integer({ min: 0, max: 3 }),
  team: fc.constantFrom(0, 1, undefined),
});

let run = 0;

async function does(step: fc.GeneratorValue | Record<string, unknown>, as: string): Promise<void> {
  const one = step as unknown as typeof someLook extends fc.Arbitrary<infer L> ? L : never;
  const name = `${as}-${one.lineage}`;
  if ((one.kind as string) === "move") {
    const { team } = step as unknown as { team: number | undefined };
    await sql`update lineage set team_id = ${team === undefined ? null : teams[team]}
      where name = ${name}`.execute(hub.database);
    return;
  }
  const findings = one.holes.filter((hole) => one.packages.some((name) => hole.startsWith(name)));
  const { day, packages, severity, layers } = one;
  const { report, bill } = pushOf({ day, packages, findings, severity, layers });
  const ranked = { ...report, findings: report.findings.map((finding) => ({ ...finding, priority: one.priority })) };
  const body = { report: ranked, bill, as: name };
  expect(await hub.ask("POST", "/v1/reports", { key: admin, body })).toMatchObject({ status: 200 });
}

test("what is kept beside the findings is what counting them anew gives, after any writes in any order", {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof({ weight: 4, arbitrary: someLook }, someMove), { maxLength: 8 }),
      async (steps) => {
        const as = `run-${++run}`;
        for (const step of steps) await does(step, as);
        expect(await kept()).toEqual(await counted());
      },
    ),
    { numRuns: 25, seed: 11 },
  );
  const { rows } = await sql<{ priority: number; opened_at: Date; due_at: Date; same: boolean }>`
    select priority, opened_at, due_at, finding.team_id is not distinct from lineage.team_id as same
    from finding join lineage on lineage.id = lineage_id`.execute(hub.database);
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) {
    expect(row.due_at).toEqual(dueAt(row.priority, row.opened_at));
    expect(row.same).toBe(true);
  }
});

test("so it is when many write at once to what stands on the same layers", { timeout: 60_000 }, async () => {
  const steps = fc.sample(fc.oneof({ weight: 4, arbitrary: someLook }, someMove), { numRuns: 40, seed: 8 });
  await Promise.all(steps.map((step) => does(step, "at-once")));
  expect(await kept()).toEqual(await counted());
});

test("items that no finding has any more are swept away, and no other", async () => {
  const unused = sql`select id from work_item where not exists (select from finding where item_id = work_item.id)`;
  await sql`insert into work_item (hash, deed, root_layer) values ('\\x00', 'nobody needs it', null)`.execute(
    hub.database,
  );
  const before = (await unused.execute(hub.database)).rows.length;
  expect(before).toBeGreaterThan(0);
  expect(await sweepItems(hub.database)).toBe(before);
  expect((await unused.execute(hub.database)).rows).toEqual([]);
  expect(await kept()).toEqual(await counted());
});
