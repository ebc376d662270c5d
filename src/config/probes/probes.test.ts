import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer, type ServerOptions } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { createNetwork } from "../../connect/network.ts";
import type { Look, Outcome } from "../../core/analyzer.ts";
import { DEFAULT_CONFIGURATION } from "../../core/configuration.ts";
import { readNamedHost } from "../../core/named-host.ts";
import { probes } from "./analyzer.ts";
import { servedCertificate } from "./served-certificate.ts";

/** All that any stub was asked in a test. */
const asked: { method: string; url: string; hasBody: boolean; hasCredentials: boolean }[] = [];
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
  asked.length = 0;
});

const folder = mkdtempSync(join(tmpdir(), "waybill-probes-"));
afterAll(() => rmSync(folder, { recursive: true }));
const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
const made = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=localhost";
execFileSync("openssl", [...made.split(" "), "-keyout", key, "-out", cert], { stdio: "ignore" });
const tls = { key: readFileSync(key), cert: readFileSync(cert) };

async function serve(listener: RequestListener, options?: ServerOptions): Promise<string> {
  const keep = (request: IncomingMessage) => {
    const { authorization, cookie, "content-length": length } = request.headers;
    const hasCredentials = authorization !== undefined || cookie !== undefined;
    asked.push({ method: request.method ?? "", url: request.url ?? "", hasBody: length !== undefined, hasCredentials });
  };
  const whole: RequestListener = (request, response) => {
    keep(request);
    listener(request, response);
  };
  const server = options === undefined ? createServer(whole) : createTlsServer(options, whole);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function answers(paths: Readonly<Record<string, unknown>>, otherwise = 404): RequestListener {
  return (request, response) => {
    const body = paths[request.url ?? ""];
    if (body === undefined) response.writeHead(otherwise).end();
    else response.writeHead(200).end(typeof body === "string" ? body : JSON.stringify(body));
  };
}

async function probe(hosts: readonly string[], offline = false, advice = false, now = new Date()): Promise<Outcome> {
  const config = { ...DEFAULT_CONFIGURATION.config, advice };
  const host = { ...DEFAULT_CONFIGURATION.host, probe: [...hosts] };
  const network = createNetwork({ offline, hosts: [] });
  const configuration = { ...DEFAULT_CONFIGURATION, host, config };
  return await probes.analyze({ configuration, network, now } as unknown as Look);
}

async function found(host: string): Promise<string[]> {
  const { findings, gaps = [] } = await probe([host]);
  return [
    ...findings.map(
      ({ rule, severity, title }) =>
        `${rule.replace("config/probes/", "")} ${severity}: ${title.replace(/^.* gives /, "")}`,
    ),
    ...gaps.map(({ reason }) => `gap: ${reason}`),
  ];
}

const PODS = { kind: "PodList", apiVersion: "v1", metadata: {}, items: [{}, {}] };
const VERSION = { major: "1", minor: "36", gitVersion: "v1.36.3" };

describe("what stands open is found", () => {
  test.each<[string, Readonly<Record<string, unknown>>, ServerOptions | undefined, string]>([
    [
      "kubelet",
      {
        "/pods": PODS,
        "/runningpods/": PODS,
        "/configz": { kubeletconfig: {} },
        "/metrics/cadvisor": "# HELP container_cpu x\n",
      },
      tls,
      "open-kubelet critical: the node's 2 pods with their environment, the pods that run, its settings, what every container uses to anyone",
    ],
    [
      "kubelet's read-only port",
      { "/pods": PODS },
      undefined,
      "open-kubelet critical: the node's 2 pods with their environment to anyone",
    ],
    [
      "API server",
      {
        "/version": VERSION,
        "/api": { kind: "APIVersions" },
        "/api/v1/secrets?limit=1": { kind: "SecretList", items: [] },
      },
      tls,
      "open-api-server critical: every secret, what it can do to anyone",
    ],
    [
      "etcd",
      { "/version": { etcdserver: "3.5.1", etcdcluster: "3.5.0" } },
      undefined,
      "open-etcd critical: its door to clients without any certificate to anyone",
    ],
    [
      "Docker",
      { "/version": { Version: "27.1", ApiVersion: "1.46" } },
      undefined,
      "open-container-daemon critical: containers that it starts, as root, with any folder in them to anyone",
    ],
    [
      "registry",
      { "/v2/": "{}", "/v2/_catalog?n=100": { repositories: ["a"] } },
      undefined,
      "open-registry high: the names of 1 repositories, the registry's API to anyone",
    ],
    [
      "dashboard",
      { "/": "<html><title>Kubernetes Dashboard</title>", "/api/v1/login/skippable": { skippable: true } },
      tls,
      "open-console high: its pages to whoever skips the login to anyone",
    ],
    [
      "Prometheus",
      { "/-/healthy": "Prometheus Server is Healthy.", "/api/v1/status/config": { status: "success", data: {} } },
      undefined,
      "open-console high: its configuration with every target to anyone",
    ],
    [
      "cAdvisor",
      { "/api/v1.3/machine": { num_cores: 2 } },
      undefined,
      "open-metrics low: what cAdvisor knows of the machine and its containers to anyone",
    ],
    [
      "kube-proxy's metrics",
      { "/metrics": "# HELP kubeproxy_x y\n" },
      undefined,
      "open-metrics low: its metrics to anyone",
    ],
  ])("%s", async (_, paths, options, expected) => {
    expect(await found(await serve(answers(paths), options))).toEqual([expected]);
  });
});

describe("what is closed is not told", () => {
  test.each<[string, RequestListener, ServerOptions | undefined]>([
    ["a kubelet that asks for a login", answers({}, 401), tls],
    ["an API server that tells its version alone", answers({ "/version": VERSION, "/healthz": "ok" }, 403), tls],
    ["a registry that asks for a login", answers({}, 401), undefined],
    [
      "a dashboard with a login",
      answers({ "/": "<title>Kubernetes Dashboard</title>", "/api/v1/login/skippable": { skippable: false } }),
      tls,
    ],
    [
      "etcd that asks for a certificate",
      answers({ "/version": { etcdserver: "3.5.1" } }),
      { ...tls, requestCert: true, rejectUnauthorized: true, ca: tls.cert, minVersion: "TLSv1.3" },
    ],
  ])("%s", async (_, listener, options) => {
    const address = await serve(listener, options);
    if (options?.requestCert !== true) {
      expect(await found(address)).toEqual([]);
      expect((await probe([address])).examined).toMatchObject({ endpoints: 1 });
      return;
    }
    // Node answers the handshake and breaks off, where Go and OpenSSL say that they want a certificate.
    expect((await probe([address])).findings).toEqual([]);
  });
});

describe("what does not behave", () => {
  test("an answer of many megabytes is known by its beginning", async () => {
    const address = await serve(answers({ "/pods": `{"kind":"PodList","items":[${'"x",'.repeat(2_000_000)}]}` }));
    expect(await found(address)).toEqual([
      "open-kubelet critical: the node's many pods with their environment to anyone",
    ]);
  });

  test("something else is a gap, not a product", async () => {
    const address = await serve(answers({}, 200 + 4));
    expect(await found(address)).toEqual(["gap: something answers there that is not known"]);
    expect(await found(await serve(answers({ "/": "<html>shop</html>" })))).toEqual([
      "gap: something answers there that is not known",
    ]);
  });

  test("a redirect is not followed", async () => {
    const other = await serve(answers({ "/pods": PODS, "/version": { etcdserver: "3" } }));
    asked.length = 0;
    const address = await serve((request, response) =>
      response.writeHead(302, { location: `http://${other}${request.url}` }).end(),
    );
    expect(await found(address)).toEqual(["gap: something answers there that is not known"]);
  });

  test("a port where nobody listens is closed, and says nothing", async () => {
    const address = await serve(answers({}));
    for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
    expect(await found(address)).toEqual([]);
  });
});

test("only GETs are sent, without a body and without credentials", async () => {
  for (const paths of [
    { "/pods": PODS },
    { "/version": VERSION },
    { "/version": { etcdserver: "3" } },
    { "/v2/": "{}" },
    { "/metrics": "# HELP x\n" },
  ])
    await probe([await serve(answers(paths)), await serve(answers(paths), tls)]);
  expect(asked.length).toBeGreaterThan(40);
  expect(asked.filter(({ method, hasBody, hasCredentials }) => method !== "GET" || hasBody || hasCredentials)).toEqual(
    [],
  );
});

describe("certificates and versions", () => {
  const titles = async (options: ServerOptions, advice: boolean, now = new Date()) => {
    const address = await serve(answers({ "/version": VERSION }, 403), options);
    const { findings } = await probe([address], false, advice, now);
    return findings.map(({ severity, title }) => `${severity} ${title.replace(`https://${address}`, "X")}`).sort();
  };

  test("as they come, they are advice", async () => {
    expect(await titles(tls, false)).toEqual([]);
    expect(await titles(tls, true)).toEqual([
      "info the API server at X tells anyone that it is v1.36.3",
      "info the certificate at X vouches for itself",
    ]);
  });

  test("a short key and a date that is over are told to everybody", async () => {
    const [key, cert] = [join(folder, "short.key"), join(folder, "short.pem")];
    const short = "req -x509 -newkey rsa:1024 -nodes -days 1 -subj /CN=localhost";
    execFileSync("openssl", [...short.split(" "), "-keyout", key, "-out", cert], { stdio: "ignore" });
    const options = { key: readFileSync(key), cert: readFileSync(cert), ciphers: "DEFAULT@SECLEVEL=0" };
    expect(await titles(options, false)).toEqual(["medium the certificate at X has a key of 1024 bits"]);
    expect(await titles(tls, false, new Date("2099-01-01"))).toEqual(["medium the certificate at X is out of date"]);
    expect(await titles(tls, false, new Date("2020-01-01"))).toEqual(["medium the certificate at X is not valid yet"]);
  });

  test("what is no certificate is none", () => {
    expect(servedCertificate("https://a", Buffer.from("3082"), new Date())).toBeUndefined();
  });
});

test("without hosts nothing is asked; offline, each is a gap", async () => {
  expect(await probe([])).toMatchObject({ status: "notApplicable" });
  const { gaps, status } = await probe(["10.0.0.1", "b:1"], true);
  expect([status, gaps?.length]).toEqual(["unobservable", 2]);
});

test.each([
  ["10.0.0.5", { host: "10.0.0.5" }],
  ["node-1.example:10250", { host: "node-1.example", port: 10_250 }],
  ["[::1]:2379", { host: "[::1]", port: 2379 }],
  ["10.0.0.0/24", undefined],
  ["http://a", undefined],
  ["a:0", undefined],
  ["a:70000", undefined],
  ["user@a", undefined],
  ["", undefined],
])("%s is read as %j", (text, expected) => {
  expect(readNamedHost(text)).toEqual(expected);
});
