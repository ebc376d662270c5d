import { type AddressInfo, connect } from "node:net";
import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ROUTES } from "../routes.ts";
import { type TestHub, testHub } from "../testing/test-hub.ts";
import { createServer } from "./server.ts";

let hub: TestHub;
let app: FastifyInstance;
let port: number;

beforeAll(async () => {
  hub = await testHub();
  app = createServer(hub.hub, ROUTES, { patience: 800 });
  await app.listen({ host: "127.0.0.1", port: 0 });
  ({ port } = app.server.address() as AddressInfo);
});
afterAll(async () => {
  await app.close();
  await hub[Symbol.asyncDispose]();
});

/** Sends the beginning, then a byte now and then, until the hub hangs up. Answers what it said. */
async function trickle(beginning: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  let said = "";
  socket.on("data", (text) => (said += text));
  socket.on("error", () => {}); // it hangs up while we write
  socket.write(beginning);
  const timer = setInterval(() => socket.write("x"), 50);
  await new Promise((resolve) => socket.once("close", resolve));
  clearInterval(timer);
  return said;
}

test("who never ends their headers, or their body, is cut off while others are answered", {
  timeout: 20_000,
}, async () => {
  const key = await hub.key("admin");
  const head = `POST /v1/reports HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${key}\r\n`;
  const body = `${head}Content-Type: application/json\r\nContent-Length: 1000000\r\n\r\n{"report":"`;
  const slow = Promise.all([trickle(`${head}X-Slow: `), trickle(body)]);
  expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
  const said = await slow;
  expect(said.map((text) => text.split("\r\n")[0])).toEqual([
    "HTTP/1.1 408 Request Timeout",
    "HTTP/1.1 408 Request Timeout",
  ]);
});

test("headers that are too large are refused", async () => {
  const said = await trickle(`GET /healthz HTTP/1.1\r\nHost: x\r\nX-Large: ${"y".repeat(20_000)}\r\n\r\n`);
  expect(said).toMatch(/^HTTP\/1.1 431/);
});
