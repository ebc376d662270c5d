import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { createNetwork } from "../network.ts";
import { askQuestion } from "./ask.ts";
import { podsOfKubelet } from "./questions.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function ask(listener: RequestListener) {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return await askQuestion(base, podsOfKubelet, createNetwork({ offline: false, hosts: [] }), 300);
}

const given = (asked: Awaited<ReturnType<typeof ask>>) =>
  "reason" in asked ? asked.code : podsOfKubelet.gives(asked.body);

test("a kubelet that never ends its body is known by what has come", async () => {
  const asked = await ask((_, response) => {
    response.writeHead(200).write('{"kind":"PodList","items":[');
    const drip = setInterval(() => response.write(" "), 20);
    response.once("close", () => clearInterval(drip));
  });
  expect(given(asked)).toBe("the node's many pods with their environment");
});

test("one that pours without end is let go", async () => {
  let poured = 0;
  const asked = await ask((_, response) => {
    response.writeHead(200).write('{"kind":"PodList","items":[');
    const pour = () => {
      if (response.destroyed) return;
      poured += 65_536;
      if (response.write("x".repeat(65_536))) setImmediate(pour);
      else response.once("drain", pour);
    };
    pour();
  });
  expect(given(asked)).toBe("the node's many pods with their environment");
  expect(poured).toBeLessThan(64 * 1024 * 1024);
});

test("one that says nothing, and one whose refusal never ends, are let go in time", async () => {
  expect(given(await ask(() => {}))).toBe("connect/timeout");
  const asked = await ask((_, response) => void response.writeHead(401).write("no"));
  expect(asked).toEqual({ status: 401, body: { text: "", isWhole: true } });
});

test("many refusals cost no waiting", async () => {
  const server = createServer((_, response) => response.writeHead(403).end("no"));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const network = createNetwork({ offline: false, hosts: [] });
  const asked = await Promise.all(Array.from({ length: 40 }, () => askQuestion(base, podsOfKubelet, network, 2_000)));
  expect(new Set(asked.map((one) => ("status" in one ? one.status : one.code)))).toEqual(new Set([403]));
});
