import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createNetwork } from "../../connect/network.ts";
import { DEFAULT_LIMITS } from "../../core/limits.ts";
import type { Opened } from "../../core/source.ts";
import { temporaryFolder } from "../../testing/temporary-folder.ts";
import { openCluster, RESOURCES } from "./open-cluster.ts";

type Reply = { status?: number; items?: object[] | null; next?: string; text?: string };

/** An API server that answers as a test wants: by the path, and by which page is asked for. */
let replies: Record<string, (page: string) => Reply>;
let asked: { method: string; path: string; authorization: string | undefined }[];
let server: Server;
let kubeconfig: string;
const folder = temporaryFolder();

beforeAll(async () => {
  server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://x");
    asked.push({ method: request.method ?? "", path: pathname, authorization: request.headers.authorization });
    const { status = 200, items = [], next, text } = replies[pathname]?.(searchParams.get("continue") ?? "") ?? {};
    response.statusCode = status;
    response.end(text ?? JSON.stringify({ metadata: { ...(next !== undefined && { continue: next }) }, items }));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  kubeconfig = join(folder.path, "config");
  writeFileSync(kubeconfig, config());
});
afterAll(() => server.close());
beforeEach(() => {
  [replies, asked] = [{ ...VERSION }, []];
});

const VERSION: typeof replies = {
  "/version": () => ({ text: '{"major":"1","minor":"36","gitVersion":"v1.36.3-gke.1"}' }),
};

const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

function config(user: object = { token: "t-1" }, cluster: object = {}): string {
  return JSON.stringify({
    "current-context": "here",
    contexts: [
      { name: "here", context: { cluster: "c", user: "u" } },
      { name: "lost", context: { cluster: "nowhere", user: "u" } },
    ],
    clusters: [{ name: "c", cluster: { server: address(), ...cluster } }],
    users: [{ name: "u", user }],
  });
}

const open = (context = "", file = kubeconfig) =>
  openCluster(context, {
    network: createNetwork({ offline: false, hosts: [] }),
    limits: DEFAULT_LIMITS,
    environment: { KUBECONFIG: file, HOME: folder.path },
  });

function rootOf({ strata }: Opened): string {
  return strata[0]?.locator["root"] as string;
}

const filesIn = (opened: Opened) =>
  readdirSync(rootOf(opened), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".json"))
    .sort();

const object = (name: string, namespace?: string, more: object = {}, meta: object = {}) => ({
  metadata: { name, ...(namespace !== undefined && { namespace }), ...meta },
  ...more,
});

test("objects are files by namespace, pages are followed, and Secrets are never asked for", async () => {
  replies = {
    ...VERSION,
    "/api/v1/namespaces": () => ({ items: [object("shop")] }),
    "/apis/apps/v1/deployments": (page) =>
      page === "" ? { items: [object("a", "shop")], next: "2" } : { items: [object("b", "shop")] },
    "/apis/rbac.authorization.k8s.io/v1/clusterroles": () => ({ items: [object("system:node"), object("a/../b*")] }),
  };
  const opened = await open();
  expect(opened.target).toEqual({ kind: "cluster", ref: "cluster:here" });
  expect(filesIn(opened)).toEqual([
    expect.stringMatching(/^cluster-wide\/clusterrole\.a_\.\._b_-[0-9a-f]{8}\.json$/),
    "cluster-wide/clusterrole.system:node.json",
    "cluster-wide/namespace.shop.json",
    "shop/deployment.a.json",
    "shop/deployment.b.json",
  ]);
  const written = readFileSync(join(rootOf(opened), "shop/deployment.a.json"), "utf8");
  expect(JSON.parse(written)).toMatchObject({ apiVersion: "apps/v1", kind: "Deployment" });
  expect(statSync(rootOf(opened)).mode & 0o077).toBe(0);
  expect(asked.map(({ method }) => method)).toEqual(asked.map(() => "GET"));
  expect(asked.map(({ path }) => path).join()).not.toContain("secrets");
  expect(new Set(asked.map(({ authorization }) => authorization))).toEqual(new Set(["Bearer t-1"]));
  const root = rootOf(opened);
  await opened.close();
  expect(existsSync(root)).toBe(false);
});

test("what another object made is left out and counted, a node's own pods are not", async () => {
  const owned = (kind: string) => ({ ownerReferences: [{ kind, controller: true, name: "x" }] });
  replies["/api/v1/pods"] = () => ({
    items: [
      object("made", "shop", {}, owned("ReplicaSet")),
      object("static", "shop", {}, owned("Node")),
      object("plain", "shop", {}, { ownerReferences: [{ kind: "X", controller: false }] }),
      object("odd", "shop", {}, { ownerReferences: [null, 3] }),
    ],
  });
  const opened = await open();
  expect(filesIn(opened)).toEqual(["shop/pod.odd.json", "shop/pod.plain.json", "shop/pod.static.json"]);
  expect(opened.leftOut).toEqual({ "made by another object": 1 });
  await opened.close();
});

test("what changes at each look and what was applied before is not kept", async () => {
  const applied = { "kubectl.kubernetes.io/last-applied-configuration": "old", kept: "yes" };
  replies["/api/v1/pods"] = () => ({
    items: [object("p", "shop", { status: { x: 1 } }, { managedFields: [1], annotations: applied })],
  });
  const opened = await open();
  const written = JSON.parse(readFileSync(join(rootOf(opened), "shop/pod.p.json"), "utf8"));
  expect(written).toEqual({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "p", namespace: "shop", annotations: { kept: "yes" } },
  });
  await opened.close();
});

test("a namespace whose name readers pass by is read all the same", async () => {
  replies["/api/v1/pods"] = () => ({ items: [object("p", "vendor"), object("q", "../../etc")] });
  const opened = await open();
  expect(filesIn(opened)).toEqual(["strange/pod.q.json", "vendor-namespace/pod.p.json"]);
  await opened.close();
});

test.each<[string, Reply, string]>([
  ["is not allowed", { status: 403 }, "Pod: not allowed to list them (403)"],
  ["is not known", { status: 404 }, "Pod: the server does not know them (404)"],
  ["fails", { status: 500, text: "boom\nhere" }, "Pod: the server answered 500 boom here"],
  ["is no JSON", { text: "<html>" }, "Pod: the answer is no list of Pod"],
  ["holds no objects", { text: '{"items":[3]}' }, "Pod: the answer is no list of Pod"],
  ["never ends", { items: [object("p", "shop")], next: "same" }, "Pod: it repeats one page without end"],
])("a list that %s is a gap, and the others are read", async (_, reply, reason) => {
  replies = { ...VERSION, "/api/v1/pods": () => reply, "/api/v1/services": () => ({ items: [object("s", "shop")] }) };
  const opened = await open();
  expect(opened.gaps).toEqual([{ where: "here: /api/v1/pods", reason }]);
  expect(filesIn(opened)).toContain("shop/service.s.json");
  await opened.close();
});

test("a list may be null, as an empty one of Go is", async () => {
  replies["/api/v1/pods"] = () => ({ items: null });
  const opened = await open();
  expect([opened.gaps, filesIn(opened)]).toEqual([[], []]);
  await opened.close();
});

test("which Kubernetes it is, and its kubelets are, stands as components without the vendor's mark", async () => {
  const node = (name: string, kubeletVersion?: unknown) =>
    object(name, undefined, { status: { nodeInfo: { kubeletVersion }, conditions: [1] } });
  replies["/api/v1/nodes"] = () => ({
    items: [node("a", "v1.35.1+k3s1"), node("b", "v1.36.3"), node("c", 3), object("d")],
  });
  const opened = await open();
  expect(opened.facts).toMatchObject([
    { kind: "cluster-version", version: "v1.36.3-gke.1" },
    { kind: "component", component: { purl: "pkg:golang/k8s.io/kubernetes@v1.35.1" } },
    { kind: "component", component: { purl: "pkg:golang/k8s.io/kubernetes@v1.36.3" } },
  ]);
  const written = JSON.parse(readFileSync(join(rootOf(opened), "cluster-wide/node.a.json"), "utf8"));
  expect(written.status).toEqual({ nodeInfo: { kubeletVersion: "v1.35.1+k3s1" } });
  await opened.close();
});

test.each<[string, Reply, string]>([
  ["keeps it to itself", { status: 403 }, "not allowed to list them (403)"],
  ["answers something else", { text: "{}" }, "the answer is no version"],
])("a server that %s about its version leaves a gap", async (_, reply, reason) => {
  replies["/version"] = () => reply;
  const opened = await open();
  expect([opened.facts, opened.gaps]).toEqual([[], [{ where: "here: /version", reason }]]);
  await opened.close();
});

test("a kind that only some clusters have is missed by nobody", async () => {
  replies["/apis/gateway.networking.k8s.io/v1/httproutes"] = () => ({ status: 404 });
  replies["/apis/traefik.io/v1alpha1/ingressroutes"] = () => ({ status: 403 });
  replies["/api/v1/pods"] = () => ({ status: 404 });
  const opened = await open();
  expect(opened.gaps.map(({ where }) => where)).toEqual([
    "here: /api/v1/pods",
    "here: /apis/traefik.io/v1alpha1/ingressroutes",
  ]);
  await opened.close();
});

test("a cluster that shows nothing is no clean one", async () => {
  replies = Object.fromEntries(RESOURCES.map(({ path }) => [path, () => ({ status: 401 })]));
  await expect(open()).rejects.toMatchObject({ code: "connect/cluster-shows-nothing" });
});

test.each<[string, () => string, string, string]>([
  ["a context that is not there", () => config(), "gone", "kubernetes/no-context"],
  ["a cluster that is not there", () => config(), "lost", "kubernetes/no-context"],
  ["no YAML", () => "a: [", "", "kubernetes/bad-kubeconfig"],
  ["aliases", () => "a: &a [1]\nclusters: *a", "", "kubernetes/bad-kubeconfig"],
  ["another shape", () => "clusters: 3", "", "kubernetes/bad-kubeconfig"],
  [
    "a certificate that is not looked at",
    () => config({}, { "insecure-skip-tls-verify": true }),
    "",
    "kubernetes/unknown-cluster",
  ],
  [
    "a file that is not there",
    () => config({}, { "certificate-authority": "ca.crt" }),
    "",
    "kubernetes/bad-kubeconfig",
  ],
  ["a program to sign in with", () => config({ exec: { command: "aws" } }), "", "kubernetes/no-credential"],
  ["a password", () => config({ username: "ada", password: "x" }), "", "kubernetes/no-credential"],
  ["a server that is no address", () => config({}, { server: "nowhere" }), "", "kubernetes/bad-kubeconfig"],
])("a kubeconfig with %s is refused", async (_, text, context, code) => {
  const file = join(folder.path, "other");
  writeFileSync(file, text());
  await expect(open(context, file)).rejects.toMatchObject({ code });
});

test("a token is read from the file that is named, from where the kubeconfig lies", async () => {
  writeFileSync(join(folder.path, "token"), "t-2\n");
  const file = join(folder.path, "by-file");
  writeFileSync(file, config({ tokenFile: "token" }));
  await (await open("", file)).close();
  expect(asked[0]?.authorization).toBe("Bearer t-2");
});

test("without a kubeconfig one is asked for, and offline nobody is", async () => {
  await expect(open("", join(folder.path, "nowhere"))).rejects.toMatchObject({ code: "kubernetes/no-kubeconfig" });
  const offline = openCluster("", {
    network: createNetwork({ offline: true, hosts: [] }),
    limits: DEFAULT_LIMITS,
    environment: { KUBECONFIG: kubeconfig },
  });
  await expect(offline).rejects.toMatchObject({ code: "connect/offline" });
  expect(asked).toEqual([]);
});
