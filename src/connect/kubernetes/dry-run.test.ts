import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createNetwork } from "../network.ts";
import { DryRuns } from "./dry-run.ts";

/** An API server that knows some kinds, and says of a creation what a test wants. */
let answer: (path: string) => { status: number; body?: unknown };
let asked: { method: string; path: string; query: string; namespace: unknown }[];
let server: Server;

const KINDS: Readonly<Record<string, unknown>> = {
  "/apis/apps/v1": {
    resources: [
      { name: "deployments", kind: "Deployment", namespaced: true },
      { name: "deployments/scale", kind: "Scale", namespaced: true },
    ],
  },
  "/api/v1": { resources: [{ name: "namespaces", kind: "Namespace", namespaced: false }] },
};

beforeAll(async () => {
  server = createServer((request, response) => {
    const { pathname, search } = new URL(request.url ?? "", "http://x");
    let text = "";
    request.on("data", (chunk) => (text += chunk));
    request.on("end", () => {
      const namespace = text === "" ? undefined : JSON.parse(text).metadata?.namespace;
      asked.push({ method: request.method ?? "", path: pathname, query: search, namespace });
      const known = KINDS[pathname];
      const { status, body } =
        request.method === "POST" ? answer(pathname) : { status: known === undefined ? 404 : 200, body: known };
      response.writeHead(status).end(typeof body === "string" ? body : JSON.stringify(body ?? {}));
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
});
afterAll(() => server.close());
beforeEach(() => {
  [asked, answer] = [[], () => ({ status: 201 })];
});

const runs = () =>
  new DryRuns(
    { name: "here", server: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token: "t-1" },
    createNetwork({ offline: false, hosts: [] }),
  );

const deployment = (namespace?: string) => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web", ...(namespace !== undefined && { namespace }) },
});

test("an object is tried where it belongs, strictly, and nothing is made", async () => {
  const tried = runs();
  expect(await tried.try(deployment("shop"))).toEqual({ kind: "taken", where: "namespace shop" });
  expect(await tried.try(deployment())).toEqual({ kind: "taken", where: "namespace default" });
  expect(await tried.try({ apiVersion: "v1", kind: "Namespace", metadata: { name: "a" } })).toEqual({
    kind: "taken",
    where: "the cluster",
  });
  const posts = asked.filter(({ method }) => method === "POST");
  expect(posts.map(({ path, namespace }) => `${path} ${String(namespace)}`)).toEqual([
    "/apis/apps/v1/namespaces/shop/deployments shop",
    "/apis/apps/v1/namespaces/default/deployments default",
    "/api/v1/namespaces undefined",
  ]);
  for (const { query } of posts) expect(query).toBe("?dryRun=All&fieldManager=waybill&fieldValidation=Strict");
  expect(asked.filter(({ method }) => method === "GET")).toHaveLength(2);
});

const invalid = {
  reason: "Invalid",
  message: 'Deployment is invalid: spec.replicas: Invalid value: "s3cret"',
  details: { causes: [{ field: "spec.replicas", reason: "FieldValueInvalid", message: "s3cret" }] },
};

test.each<[string, number, unknown, object]>([
  ["one that is there", 409, { reason: "AlreadyExists" }, { kind: "taken", where: "namespace shop" }],
  ["another conflict", 409, { reason: "Conflict" }, { kind: "unanswered", reason: "the server answered 409" }],
  ["invalid", 422, invalid, { kind: "refused", reason: "spec.replicas (FieldValueInvalid)" }],
  [
    "an unknown field",
    400,
    { reason: "BadRequest", message: 'strict decoding error: unknown field "spec.x"' },
    { kind: "refused", reason: 'unknown field "spec.x"' },
  ],
  ["a bad request", 400, { reason: "BadRequest", message: "s3cret" }, { kind: "refused", reason: "BadRequest" }],
  [
    "admission",
    403,
    { message: 'pods "web" is forbidden: violates PodSecurity "restricted:latest"' },
    { kind: "refused", reason: 'admission: pods "web" is forbidden: violates PodSecurity "restricted:latest"' },
  ],
  [
    "an account without the right",
    403,
    { message: 'deployments.apps is forbidden: User "x" cannot create resource "deployments"' },
    { kind: "unanswered", reason: "the account may not create it" },
  ],
  ["nobody known", 401, {}, { kind: "unanswered", reason: "the server answered 401" }],
  ["no JSON", 500, "<html>", { kind: "unanswered", reason: "the server answered 500" }],
])("%s", async (_, status, body, expected) => {
  answer = () => ({ status, body });
  const said = await runs().try(deployment("shop"));
  expect(said).toEqual(expected);
  expect(JSON.stringify(said)).not.toContain("s3cret");
});

test("where the namespace is not there, the default one is asked", async () => {
  answer = (path) =>
    path.includes("/shop/") ? { status: 404, body: { details: { kind: "namespaces" } } } : { status: 201 };
  expect(await runs().try(deployment("shop"))).toEqual({ kind: "taken", where: "namespace default" });
  answer = () => ({ status: 404, body: { details: { kind: "namespaces" } } });
  expect(await runs().try(deployment("shop"))).toEqual({ kind: "unanswered", reason: "its namespace is not there" });
});

test("what the cluster does not know cannot be asked", async () => {
  expect(await runs().try({ apiVersion: "a.example/v1", kind: "Web" })).toEqual({
    kind: "unanswered",
    reason: "the cluster knows no Web of a.example/v1",
  });
  expect(await runs().try({ ...deployment(), kind: "Scale" })).toMatchObject({ kind: "unanswered" });
  expect(asked.filter(({ method }) => method === "POST")).toEqual([]);
});

test("no object leads to another address than its own", async () => {
  const word = fc.oneof(fc.string(), fc.constantFrom("../../secrets", "v1/../v1", "a?b", "shop/pods/x", "%2e%2e"));
  await fc.assert(
    fc.asyncProperty(word, word, word, async (apiVersion, kind, namespace) => {
      asked = [];
      await runs().try({ apiVersion, kind, metadata: { name: "x", namespace } });
      await runs().try(deployment(namespace));
      for (const { path } of asked)
        expect(path).toMatch(/^\/(?:api|apis\/[a-z0-9.-]+)\/[a-z0-9]+(?:\/namespaces\/[a-z0-9-]+\/deployments)?$/);
    }),
    { numRuns: 60 },
  );
});
