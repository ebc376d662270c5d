import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { createNetwork } from "../../connect/network.ts";
import type { Endpoint } from "../../core/configuration.ts";
import { probeEndpoints } from "./index.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function probe(product: Endpoint["product"], url: string) {
  const network = createNetwork({ offline: false, hosts: [new URL(url).host] });
  const [fact] = await probeEndpoints([{ name: "it", product, url }], network);
  return [fact?.state, fact?.detail];
}

const answers =
  (paths: Record<string, [number, string]>): RequestListener =>
  (request, response) => {
    const [status, body] = paths[request.url ?? ""] ?? [404, ""];
    response.writeHead(status, { "content-type": "application/json" }).end(body);
  };

test.each([
  ["registry", { "/v2/_catalog?n=100": [200, '{"repositories":["a","b"]}'] }, ["open", "the names of 2 repositories"]],
  ["registry", { "/v2/_catalog?n=100": [401, ""], "/v2/": [200, "{}"] }, ["open", "the registry's API"]],
  ["registry", { "/v2/_catalog?n=100": [401, ""], "/v2/": [401, ""] }, ["challenge", "asks for a login"]],
  ["registry", {}, ["strange", "/v2/ answered 404"]],
  ["etcd", { "/v3/kv/range": [200, '{"header":{},"count":"7"}'] }, ["open", "all keys (7 of them)"]],
  ["etcd", { "/v3/kv/range": [400, '{"error":"etcdserver: user name is empty"}'] }, ["challenge", "asks for a login"]],
  [
    "kubelet",
    { "/pods": [200, '{"kind":"PodList","items":[{}]}'] },
    ["open", "the node's 1 pods with their environment"],
  ],
  ["kubelet", { "/pods": [401, "Unauthorized"] }, ["challenge", "asks for a login"]],
  ["kubelet", { "/pods": [200, "<html>"] }, ["strange", "does not answer like a kubelet"]],
  [
    "vault",
    { "/v1/sys/init": [200, '{"initialized":false}'] },
    ["open", "the first key: it is not initialized, and whoever comes first owns it"],
  ],
  [
    "vault",
    { "/v1/sys/init": [200, '{"initialized":true}'], "/v1/sys/mounts": [403, ""] },
    ["challenge", "asks for a login"],
  ],
  [
    "prometheus",
    { "/api/v1/status/config": [200, '{"status":"success","data":{"yaml":""}}'] },
    ["open", "its configuration with every target"],
  ],
  ["prometheus", { "/api/v1/status/config": [302, ""] }, ["challenge", "asks for a login"]],
] as const)("%s %j is %j", async (product, paths, expected) => {
  expect(await probe(product, await serve(answers(paths as never)))).toEqual(expected);
});

test("what does not answer is unreachable, never fine", async () => {
  const url = await serve(answers({}));
  servers[0]?.close();
  const [state] = await probe("registry", url);
  expect(state).toBe("unreachable");
});

test("a self-signed certificate hides nothing from a probe, and credentials never go there", async () => {
  const folder = mkdtempSync(join(tmpdir(), "waybill-probe-"));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  execFileSync(
    "openssl",
    [
      "req",
      "-x509",
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:prime256v1",
      "-nodes",
      "-days",
      "1",
      "-subj",
      "/CN=localhost",
      "-keyout",
      key,
      "-out",
      cert,
    ],
    { stdio: "ignore" },
  );
  const server = createTlsServer({ key: readFileSync(key), cert: readFileSync(cert) }, answers({ "/pods": [401, ""] }));
  rmSync(folder, { recursive: true });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  expect(await probe("kubelet", url)).toEqual(["challenge", "asks for a login"]);
  const network = createNetwork({ offline: false, hosts: [new URL(url).host] });
  await expect(network.request(url)).rejects.toMatchObject({ code: "connect/certificate" });
  await expect(network.request(url, { anyCertificate: true, headers: { authorization: "x" } })).rejects.toThrow(
    "credentials for a peer",
  );
});

test("an answer without end is cut off", async () => {
  const url = await serve((_, response) => {
    response.writeHead(200);
    const pour = () => void (response.write("x".repeat(65_536)) ? setImmediate(pour) : response.once("drain", pour));
    pour();
  });
  expect((await probe("prometheus", url))[0]).toBe("strange");
});
