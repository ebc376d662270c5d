import { execFile } from "node:child_process";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { createNetwork, isLoopback } from "./network.ts";

async function serve(listener: RequestListener): Promise<AsyncDisposable & { host: string }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test("a named host is asked; method, headers and body arrive, and the answer comes back", async () => {
  await using server = await serve(async (request, response) => {
    const body = (await request.toArray()).join("");
    response.setHeader("x-seen", `${request.method} ${request.url} ${request.headers["x-a"]} ${body}`);
    response.writeHead(201).end("done");
  });
  const network = createNetwork({ offline: false, hosts: [server.host] });
  const answer = await network.request(`http://${server.host}/p?q=1`, {
    method: "POST",
    headers: { "x-a": "1" },
    body: "b",
  });
  expect([answer.status, answer.header("X-Seen"), await answer.text()]).toEqual([201, "POST /p?q=1 1 b", "done"]);
});

test("offline, and hosts that nobody named: no socket is opened", async () => {
  let asked = 0;
  await using server = await serve((_, response) => {
    asked++;
    response.end();
  });
  const url = `http://${server.host}/`;
  const offline = createNetwork({ offline: true, hosts: [server.host] });
  await expect(offline.request(url)).rejects.toMatchObject({ code: "connect/offline" });
  const strict = createNetwork({ offline: false, hosts: ["127.0.0.1"] });
  await expect(strict.request(url)).rejects.toMatchObject({ code: "connect/host-not-named" });
  expect(asked).toBe(0);
  expect((await strict.request(url, { hosts: [server.host] })).status).toBe(200);
});

test.each(["ftp://a/", "nonsense", "https://user:word@a/"])("%s is no address", async (url) => {
  const network = createNetwork({ offline: false, hosts: ["a"] });
  await expect(network.request(url)).rejects.toMatchObject({ code: "connect/bad-url" });
});

test("redirects are followed as often as asked, only to named hosts, and without credentials to another", async () => {
  const seen: (string | undefined)[] = [];
  await using second = await serve((request, response) => {
    seen.push(request.headers.authorization);
    response.end("second");
  });
  await using first = await serve((_, response) =>
    response.writeHead(307, { location: `http://${second.host}/b` }).end(),
  );
  const url = `http://${first.host}/a`;
  const headers = { Authorization: "Bearer t" };
  const network = createNetwork({ offline: false, hosts: [first.host] });
  expect((await network.request(url)).status).toBe(307);
  await expect(network.request(url, { redirects: 1, headers })).rejects.toMatchObject({
    code: "connect/host-not-named",
  });
  const answer = await network.request(url, { redirects: 1, headers, hosts: [second.host] });
  expect([await answer.text(), answer.url, seen]).toEqual(["second", `http://${second.host}/b`, [undefined]]);
});

test("a redirect to the same host keeps the credentials", async () => {
  await using server = await serve((request, response) => {
    if (request.url === "/a") response.writeHead(302, { location: "/b" }).end();
    else response.end(request.headers.authorization);
  });
  const network = createNetwork({ offline: false, hosts: [server.host] });
  const answer = await network.request(`http://${server.host}/a`, { redirects: 1, headers: { authorization: "x" } });
  expect(await answer.text()).toBe("x");
});

test("a host that hangs, before the answer or inside it", async () => {
  await using server = await serve((request, response) => {
    if (request.url === "/inside") response.write("begun");
  });
  const network = createNetwork({ offline: false, hosts: [server.host] });
  const timeout = 50;
  await expect(network.request(`http://${server.host}/`, { timeout })).rejects.toMatchObject({
    code: "connect/timeout",
  });
  const answer = await network.request(`http://${server.host}/inside`, { timeout });
  await expect(answer.bytes()).rejects.toMatchObject({ code: "connect/timeout" });
});

test("more bytes than the limit, a broken connection, a closed port", async () => {
  await using server = await serve((request, response) => {
    if (request.url === "/cut") {
      response.writeHead(200, { "content-length": 100 }).write("begun");
      setImmediate(() => response.destroy());
    } else response.end("x".repeat(2000));
  });
  const network = createNetwork({ offline: false, hosts: [server.host, "127.0.0.1:9"] });
  const large = await network.request(`http://${server.host}/`, { limit: 1999 });
  await expect(large.text()).rejects.toMatchObject({ code: "connect/too-large" });
  const cut = await network.request(`http://${server.host}/cut`);
  await expect(cut.bytes()).rejects.toMatchObject({ code: "connect/broken-off" });
  await expect(network.request("http://127.0.0.1:9/")).rejects.toMatchObject({ code: "connect/refused" });
});

test("an answer that nobody reads does not keep the process waiting for its idle time", async () => {
  await using server = await serve((_, response) => response.writeHead(401).end("sign in"));
  const script = `
    import { createNetwork } from ${JSON.stringify(join(import.meta.dirname, "network.ts"))};
    const network = createNetwork({ offline: false, hosts: ["${server.host}"] });
    const answer = await network.request("http://${server.host}/", { timeout: 600_000 });
    console.log(answer.status);`;
  const words = ["--input-type=module", "--eval", script];
  const { stdout } = await promisify(execFile)(process.execPath, words, { timeout: 20_000 });
  expect(stdout).toBe("401\n");
});

test("an abort carries its reason", async () => {
  await using server = await serve(() => {});
  const network = createNetwork({ offline: false, hosts: [server.host] });
  const controller = new AbortController();
  const asking = network.request(`http://${server.host}/`, { signal: controller.signal });
  const reason = new Error("enough");
  controller.abort(reason);
  await expect(asking).rejects.toBe(reason);
});

test.each([
  ["localhost", true],
  ["127.0.0.1", true],
  ["[::1]", true],
  ["127.0.0.1.example.com", false],
  ["localhost.example.com", false],
])("%s is this machine: %s", (host, expected) => {
  expect(isLoopback(host)).toBe(expected);
});
