import { afterAll, beforeAll, expect, test } from "vitest";
import { pushOf, type ReportWish } from "../testing/reports.ts";
import { type TestHub, testHub } from "../testing/test-hub.ts";

const BASE = `sha256:${"b".repeat(64)}`;

let hub: TestHub;
let [admin, viewer] = ["", ""];

async function push(name: string, wish: ReportWish, team?: string) {
  const ref = `registry.example.com/${name}:1`;
  const body = { ...pushOf({ ref, ...wish }), ...(team !== undefined && { team }) };
  expect(await hub.ask("POST", "/v1/reports", { key: admin, body })).toMatchObject({ status: 200 });
}

beforeAll(async () => {
  hub = await testHub();
  hub.setNow(new Date("2026-11-30T00:00:00Z"));
  admin = await hub.key("admin");
  const mine = await hub.team("mine");
  viewer = await hub.key("viewer", mine);
  const inBase = {
    packages: ["openssl@1.0.0"],
    findings: ["openssl@1.0.0 CVE-1", "openssl@1.0.0 CVE-2"],
    layers: [BASE],
  };
  await push("a", inBase, mine);
  await push("b", inBase, mine);
  await push("c", inBase);
  await push("d", { packages: ["openssl@1.0.0"], findings: ["openssl@1.0.0 CVE-1"], severity: "low" }, mine);
});
afterAll(() => hub[Symbol.asyncDispose]());

const items = async (key: string, query = "") => (await hub.ask("GET", `/v1/work-items${query}`, { key })).body;

test("what one layer brought is one item for all that stand on it; else it is one for each lineage", async () => {
  const { items: all } = await items(admin);
  expect(all).toMatchObject([
    { action: "Mend pkg:npm/openssl@1.0.0", rootLayer: BASE, findings: 6, lineages: 3, severity: "high" },
    { action: "Mend pkg:npm/openssl@1.0.0", rootLayer: null, findings: 1, lineages: 1, severity: "low" },
  ]);
  expect(all[0].pressing.length).toBe(6);
});

test("a team's item counts its own alone; pages hold each item once", async () => {
  const mine = await items(viewer, "?limit=1");
  expect(mine.items).toMatchObject([
    { findings: 4, lineages: 2, names: ["registry.example.com/a", "registry.example.com/b"] },
  ]);
  const rest = await items(viewer, `?limit=1&after=${mine.next}`);
  expect(rest.items).toMatchObject([{ names: ["registry.example.com/d"] }]);
  expect(rest.next).toBeUndefined();
});
