import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { pushOf } from "../testing/reports.ts";
import { testHub } from "../testing/test-hub.ts";
import { exportSpans } from "./export-spans.ts";
import { type Done, timed } from "./telemetry.ts";

const Attributes = z.array(
  z.object({
    key: z.string(),
    value: z.union([z.object({ stringValue: z.string() }), z.object({ intValue: z.string().regex(/^\d+$/) })]),
  }),
);
/** What a collector takes: OTLP in JSON (opentelemetry-proto, trace/v1). */
const Message = z.strictObject({
  resourceSpans: z.array(
    z.strictObject({
      resource: z.strictObject({ attributes: Attributes }),
      scopeSpans: z.array(
        z.strictObject({
          scope: z.strictObject({ name: z.string(), version: z.string() }),
          spans: z.array(
            z.strictObject({
              traceId: z.string().regex(/^[\da-f]{32}$/),
              spanId: z.string().regex(/^[\da-f]{16}$/),
              parentSpanId: z.string().optional(),
              name: z.string(),
              kind: z.int(),
              startTimeUnixNano: z.string().regex(/^\d{19}$/),
              endTimeUnixNano: z.string().regex(/^\d{19}$/),
              attributes: Attributes,
              status: z.strictObject({ code: z.int() }),
            }),
          ),
        }),
      ),
    }),
  ),
});

let collector: Server;
let endpoint = "";
let status = 200;
let taken: { readonly text: string; readonly headers: Record<string, unknown>; readonly url: string }[] = [];

beforeAll(async () => {
  collector = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      taken.push({ text: Buffer.concat(parts).toString(), headers: request.headers, url: request.url ?? "" });
      response.writeHead(status).end("{}");
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, "127.0.0.1", resolve));
  endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}/v1/traces`;
});
afterAll(() => void collector.close());

const settings = (more: object = {}) => ({
  endpoint,
  headers: { "x-tenant": "acme" },
  resource: { "service.name": "hub" },
  ratio: 1,
  ...more,
});
const spansIn = (messages: typeof taken) =>
  messages.flatMap(({ text }) =>
    Message.parse(JSON.parse(text)).resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
  );
const job: Done = { name: "job", kind: "internal", milliseconds: 5, attributes: {}, failed: false };

test("requests and jobs are told as spans, and nothing that somebody said", async () => {
  taken = [];
  const telemetry = exportSpans(settings(), () => {});
  await using hub = await testHub({ telemetry });
  hub.setNow(new Date("2026-11-30T00:00:00Z"));
  const key = await hub.key("admin");
  const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  const body = pushOf({ ref: "registry.example.com/very-private:1", findings: ["secret hunter2"] });
  await hub.ask("POST", "/v1/reports", { key, body, headers: { traceparent } });
  await hub.ask("GET", "/v1/findings?alias=very-private&after=x", { key, headers: { cookie: "session=very-private" } });
  await hub.ask("GET", "/v1/findings/424242", { key, headers: { traceparent: "00-evil" } });
  await hub.ask("GET", "/very-private");
  await timed(telemetry, "match components", async () => true);
  await timed(telemetry, "idle", async () => false);
  await expect(timed(telemetry, "judge lineage", () => Promise.reject(new Error("very-private")))).rejects.toThrow();
  await telemetry.stop();

  const spans = spansIn(taken);
  expect(spans.map(({ name, kind, status: { code } }) => [name, kind, code])).toEqual([
    ["POST /v1/reports", 2, 0],
    ["GET /v1/findings", 2, 0],
    ["GET /v1/findings/{id}", 2, 0],
    ["GET none", 2, 0],
    ["match components", 1, 0],
    ["judge lineage", 1, 2],
  ]);
  expect(spans[0]).toMatchObject({ traceId: traceparent.slice(3, 35), parentSpanId: traceparent.slice(36, 52) });
  expect(spans[2]).not.toHaveProperty("parentSpanId");
  expect(spans[1]?.attributes).toEqual(
    expect.arrayContaining([
      { key: "http.route", value: { stringValue: "/v1/findings" } },
      { key: "http.response.status_code", value: { intValue: "400" } },
    ]),
  );
  for (const { startTimeUnixNano, endTimeUnixNano } of spans)
    expect(BigInt(endTimeUnixNano) >= BigInt(startTimeUnixNano)).toBe(true);
  expect(taken[0]).toMatchObject({
    url: "/v1/traces",
    headers: { "x-tenant": "acme", "content-type": "application/json" },
  });
  expect(taken.map(({ text }) => text).join("")).not.toMatch(/very-private|hunter2|424242|wbk_|authorization|cookie/i);
});

test("a collector that refuses or is away costs its spans, is complained of once, and stops nothing", async () => {
  taken = [];
  status = 503;
  const said: string[] = [];
  const refusing = exportSpans(settings(), (message) => said.push(message));
  for (let i = 0; i < 10_000; i++) refusing.done(job);
  await refusing.stop();
  status = 200;
  expect(spansIn(taken)).toHaveLength(4_096);
  expect(said).toEqual([expect.stringMatching(/answered 503; \d+ spans were dropped/)]);
  const away = exportSpans(settings({ endpoint: "http://127.0.0.1:9/v1/traces" }), (message) => said.push(message));
  away.done(job);
  await away.stop();
  expect(said).toHaveLength(2);
});

test("a share of traces is sent, and each as a whole", async () => {
  taken = [];
  const few = exportSpans(settings({ ratio: 0.1 }), () => {});
  const ids = Array.from({ length: 1_000 }, (_, index) => (index + 1).toString(16).padStart(4, "0").repeat(8));
  for (const id of ids)
    for (const part of [1, 2]) few.done({ ...job, traceparent: `00-${id}-${String(part).padStart(16, "0")}-01` });
  await few.stop();
  const counts = new Map<string, number>();
  for (const { traceId } of spansIn(taken)) counts.set(traceId, (counts.get(traceId) ?? 0) + 1);
  expect([...new Set(counts.values())]).toEqual([2]);
  expect(counts.size).toBeLessThan(ids.length);
  taken = [];
  const none = exportSpans(settings({ ratio: 0 }), () => {});
  none.done(job);
  await none.stop();
  expect(taken).toEqual([]);
});
