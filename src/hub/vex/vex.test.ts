import { afterAll, beforeAll, expect, test } from "vitest";
import { pushOf, type ReportWish } from "../testing/reports.ts";
import { type TestHub, testHub } from "../testing/test-hub.ts";

let hub: TestHub;
let admin = "";

beforeAll(async () => {
  hub = await testHub();
  hub.setNow(new Date("2026-11-30T00:00:00Z"));
  admin = await hub.key("admin");
});
afterAll(() => hub[Symbol.asyncDispose]());

async function push(wish: ReportWish) {
  const said = await hub.ask("POST", "/v1/reports", { key: admin, body: pushOf(wish) });
  expect(said.status).toBe(200);
  return said.body;
}

test("says what is affected and what is done about it, what was fixed, and never that something is not affected", async () => {
  const digest = `sha256:${"e".repeat(64)}`;
  await push({
    packages: ["a@1.0.0", "b@1.0.0", "c@1.0.0"],
    findings: ["a@1.0.0 CVE-1", "b@1.0.0 CVE-2", "c@1.0.0 CVE-3"],
  });
  const { lineage } = await push({
    digest,
    day: 2,
    packages: ["a@1.0.0", "b@1.0.0", "c@2.0.0"],
    findings: ["a@1.0.0 CVE-1", "b@1.0.0 CVE-2", "secret xyz"],
  });
  const wish = { kind: "hole", about: "CVE-2", lineage, reason: "behind the gateway", until: "2026-12-24T00:00:00Z" };
  const { body: waiver } = await hub.ask("POST", "/v1/waivers", { key: admin, body: wish });
  const approval = { key: await hub.key("approver"), body: { decision: "approve" } };
  await hub.ask("POST", `/v1/waivers/${waiver.id}/decision`, approval);

  const { status, body } = await hub.ask("GET", `/v1/lineages/${lineage}/vex`, { key: await hub.key("viewer") });
  expect(status).toBe(200);
  const purl = `pkg:oci/app@${encodeURIComponent(digest)}?repository_url=${encodeURIComponent("registry.example.com/team/app")}`;
  const product = { "@id": purl, identifiers: { purl }, hashes: { "sha-256": "e".repeat(64) } };
  const byName = new Map(
    body.statements.map((one: { vulnerability: { name: string } }) => [one.vulnerability.name, one]),
  );
  expect(byName.size).toBe(3);
  expect(byName.get("CVE-1")).toMatchObject({
    status: "affected",
    products: [{ ...product, subcomponents: [{ "@id": "pkg:npm/a@1.0.0" }] }],
    action_statement: "Mend a@1.0.0",
  });
  expect(byName.get("CVE-2")).toMatchObject({
    status: "affected",
    action_statement: `Accepted until 2026-12-24 by waiver ${waiver.id}. Mend b@1.0.0`,
  });
  expect(byName.get("CVE-3")).toMatchObject({ status: "fixed", products: [product] });
  expect(JSON.stringify(body)).not.toMatch(/not_affected|xyz/);
});
