import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Principal } from "../auth/principal.ts";
import { scopedTo } from "../db/scoped.ts";
import { pushOf } from "../testing/reports.ts";
import { type TestHub, testHub } from "../testing/test-hub.ts";
import { type FindingQuery, selectFindings } from "./queries.ts";

const NOW = new Date("2026-11-30T00:00:00Z");

let hub: TestHub;
let teams: string[] = [];

beforeAll(async () => {
  hub = await testHub();
  const admin = await hub.key("admin");
  teams = [await hub.team("one"), await hub.team("two"), await hub.team("three")];
  let next = 0;
  for (const [at, severity] of (["critical", "high", "low", "high"] as const).entries())
    for (const team of teams) {
      hub.setNow(new Date(`2026-1${at % 2}-0${(next % 8) + 1}T00:00:00Z`));
      const names = Array.from({ length: 7 }, () => `p${++next}@1.0.0`);
      const findings = names.map((name, n) => (n % 3 === 0 ? `secret ${name}` : `${name} CVE-2026-${n}`));
      const advisoriesAt = "2026-09-01T00:00:00.000Z";
      const { report, bill } = pushOf({ packages: names, findings, severity, advisoriesAt });
      const ranked = report.findings.map((finding, n) => ({
        ...finding,
        priority: [95, 50, 50, 31, 72][(n + at) % 5],
      }));
      const body = {
        report: { ...report, startedAt: "2026-10-01T00:00:00Z", findings: ranked },
        bill,
        as: `lineage ${next}`,
        team,
      };
      const { status } = await hub.ask("POST", "/v1/reports", { key: admin, body });
      if (status !== 200) throw new Error(`the report was answered with ${status}`);
    }
  await sql`update finding set closed_by = first_found, reason = 'removed', closed_at = now() where id % 5 = 0`.execute(
    hub.database,
  );
});
afterAll(() => hub[Symbol.asyncDispose]());

const ALL: FindingQuery = { state: "open", overdue: "false", limit: 4 };

/** All pages, one after the other. */
async function paged(wish: Partial<FindingQuery>, whose: Principal["teams"]) {
  const principal: Principal = {
    kind: "key",
    id: "k",
    name: "k",
    roles: ["viewer"],
    teams: whose,
    secondFactor: false,
  };
  const database = whose === "all" ? hub.database : scopedTo(hub.database, whose);
  const seen: number[] = [];
  for (let after: string | undefined; ; ) {
    const query = { ...ALL, ...wish, ...(after !== undefined && { after }) };
    const page = await selectFindings(database, principal, query, NOW);
    seen.push(...page.items.map(({ id }) => id));
    if (page.next === undefined) return seen;
    after = page.next;
  }
}

/** The same by looking at each and sorting them all. */
async function sorted(condition: string, whose: Principal["teams"]) {
  const own = whose === "all" ? sql`true` : sql`lineage.team_id = any(${whose}::uuid[])`;
  const { rows } = await sql<{ id: number }>`
    select finding.id from finding join lineage on lineage.id = lineage_id join finding_words on finding_words.id = words_id
    where ${own} and ${sql.raw(condition)} order by priority desc, due_at, finding.id`.execute(hub.database);
  return rows.map(({ id }) => id);
}

test.each<[string, Partial<FindingQuery>, string]>([
  ["all", {}, "closed_by is null"],
  ["closed", { state: "closed" }, "closed_by is not null"],
  ["of one severity", { severity: "high" }, "closed_by is null and severity = 1"],
  ["of one room", { room: "secrets" }, "closed_by is null and room = 'secrets'"],
  ["overdue", { overdue: "true" }, "closed_by is null and due_at < '2026-11-30T00:00:00Z'"],
  [
    "overdue of one room and severity",
    { overdue: "true", room: "advisories", severity: "critical" },
    "closed_by is null and due_at < '2026-11-30T00:00:00Z' and room = 'advisories' and severity = 0",
  ],
  ["by name", { alias: "CVE-2026-1" }, "closed_by is null and aliases @> '{CVE-2026-1}'"],
  ["by component", { purl: "pkg:npm/p2@1.0.0" }, "closed_by is null and purl = 'pkg:npm/p2@1.0.0'"],
])("%s: the pages are the sorted list, for all, for one team and for two", async (_, wish, condition) => {
  let shown = 0;
  for (const whose of ["all", teams.slice(0, 1), teams.slice(0, 2)] as const) {
    const wanted = await sorted(condition, whose);
    expect(await paged(wish, whose)).toEqual(wanted);
    shown += wanted.length;
  }
  expect(shown).toBeGreaterThan(0);
});

test("who is of no team sees none", async () => {
  expect(await paged({}, [])).toEqual([]);
});
