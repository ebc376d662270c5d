import { expect, test } from "vitest";
import { pushOf } from "../testing/reports.ts";
import { testHub } from "../testing/test-hub.ts";

test("tells what is held and what was answered, to those who may see all teams", async () => {
  await using hub = await testHub();
  hub.setNow(new Date("2026-11-30T00:00:00Z"));
  const admin = await hub.key("admin");
  const body = pushOf({ packages: ["a@1.0.0"], findings: ["a@1.0.0 CVE-1", "secret x"] });
  await hub.ask("POST", "/v1/reports", { key: admin, body });
  await hub.ask("GET", "/v1/findings/1234567?after=x", { key: admin });
  const said = await hub.ask("GET", "/metrics", { key: await hub.key("viewer") });
  expect(said.headers["content-type"]).toContain("text/plain; version=0.0.4");
  expect(said.body).toContain('waybill_findings_open{severity="high"} 2');
  expect(said.body).toContain("waybill_lineages 1");
  expect(said.body).toContain('waybill_waiting{what="messages"} 1');
  expect(said.body).toContain("waybill_messages_dead 0");
  expect(said.body).toMatch(/waybill_request_seconds_count\{method="POST",route="\/v1\/reports",status="2xx"\} 1/);
  expect(said.body).toMatch(/route="\/v1\/findings\/\{id\}",status="4xx"/);
  expect(said.body).toContain("process_resident_memory_bytes");
  expect(said.body).not.toContain("1234567");
  const bound = await hub.key("viewer", await hub.team("mine"));
  for (const path of ["/metrics", "/v1/ledger"])
    expect(await hub.ask("GET", path, { key: bound })).toMatchObject({
      status: 403,
      body: { policy: "bound-to-a-team-sees-no-whole" },
    });
  expect(await hub.ask("GET", "/metrics")).toMatchObject({ status: 401 });
});
