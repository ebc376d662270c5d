import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestHub, testHub } from "../testing/test-hub.ts";

let hub: TestHub;
let key: string;

beforeAll(async () => {
  hub = await testHub();
  key = await hub.key("admin");
});
afterAll(() => hub[Symbol.asyncDispose]());

interface Wish {
  readonly tool?: string;
  /** `rule path:line message` */
  readonly results?: readonly string[] | null;
  readonly successful?: boolean;
  readonly score?: number;
}

function sarif(...runs: readonly Wish[]): string {
  return JSON.stringify({
    version: "2.1.0",
    runs: runs.map(({ tool = "zizmor", results = [], successful = true, score }) => ({
      tool: { driver: { name: tool, semanticVersion: "1.5.0", rules: [] } },
      invocations: [{ executionSuccessful: successful }],
      results: results?.map((text) => {
        const [rule = "", place = "", ...words] = text.split(" ");
        const [uri, startLine] = place.split(":");
        return {
          ruleId: rule,
          level: "error",
          message: { text: words.join(" ") },
          ...(score !== undefined && { properties: { "security-severity": String(score) } }),
          locations: [{ physicalLocation: { artifactLocation: { uri }, region: { startLine: Number(startLine) } } }],
        };
      }),
    })),
  });
}

let minutes = 0;

async function push(as: string, ...runs: readonly Wish[]) {
  const takenAt = new Date(Date.parse("2026-11-20T00:00:00Z") + ++minutes * 60_000).toISOString();
  return await hub.ask("POST", "/v1/sarif", { key, body: { sarif: sarif(...runs), as, takenAt } });
}

const open = async (as: string) => {
  const { body } = await hub.ask("GET", "/v1/findings?limit=200", { key });
  return body.items.filter(({ name }: { name: string }) => name === as);
};

test("what another tool found is a finding of a room of its own; a shifted line is the same finding", async () => {
  const first = await push("shift", {
    results: ["artipacked ci.yml:3 credentials stay on line 3", "artipacked ci.yml:9 other"],
  });
  expect(first).toMatchObject({ status: 200, body: { found: 2, opened: 2 } });
  const second = await push("shift", {
    results: ["artipacked ci.yml:8 credentials stay on line 8", "artipacked ci.yml:14 other"],
  });
  expect(second.body).toMatchObject({ opened: 0, closed: 0 });
  expect(await open("shift")).toMatchObject([{ room: "sarif/zizmor", severity: "high" }, { room: "sarif/zizmor" }]);
});

test("a tool closes its own alone, and only by a run that ended well", async () => {
  await push("tools", { results: ["a x:1 one"] }, { tool: "trivy", results: ["CVE-2026-1234 y:1 two"], score: 9.8 });
  expect((await push("tools", { results: [] })).body).toMatchObject({ closed: 1 });
  expect(await open("tools")).toMatchObject([{ severity: "critical", aliases: ["CVE-2026-1234"] }]);
  expect((await push("tools", { tool: "trivy", results: [], successful: false })).body).toMatchObject({
    closed: 0,
    unseen: 1,
  });
  expect((await push("tools", { tool: "trivy", results: null })).body).toMatchObject({ closed: 0 });
  expect((await push("tools", { tool: "trivy", results: [] })).body).toMatchObject({ closed: 1 });
  expect(await open("tools")).toEqual([]);
});

test("the identical file is known; what is no SARIF is refused", async () => {
  const body = { sarif: sarif({ results: ["a x:1 one"] }), as: "same" };
  expect((await hub.ask("POST", "/v1/sarif", { key, body })).body).toMatchObject({ known: false });
  expect((await hub.ask("POST", "/v1/sarif", { key, body })).body).toMatchObject({ known: true });
  for (const text of ["{}", "nonsense", '{"version":"2.1.0","runs":[{}]}', '{"version":"1.0","runs":[]}'])
    expect(await hub.ask("POST", "/v1/sarif", { key, body: { sarif: text, as: "x" } })).toMatchObject({ status: 400 });
  expect(await hub.ask("POST", "/v1/sarif", { key, body: { sarif: sarif() } })).toMatchObject({ status: 400 });
});
