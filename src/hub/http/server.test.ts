import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { endpoint } from "../../contract/endpoint.ts";
import { PAGE_FILES } from "../page/routes.ts";
import { ROUTES } from "../routes.ts";
import { type TestHub, testHub } from "../testing/test-hub.ts";
import { isDeeperThan } from "./json-depth.ts";
import { asProblem } from "./problems.ts";
import { route } from "./route.ts";
import { createServer } from "./server.ts";

let hub: TestHub;
beforeAll(async () => {
  hub = await testHub();
});
afterAll(() => hub[Symbol.asyncDispose]());

test("a route that does not say what its caller must be allowed to do does not start", async () => {
  const silent = { id: "x", method: "GET", path: "/v1/x", summary: "x", answer: z.object({}) } as const;
  const bad = route(endpoint({ ...silent, action: undefined as unknown as "me.read" }), async () => ({}));
  expect(() => createServer({} as never, [bad])).toThrow(/must be allowed/);
  expect(() => hub.app.get("/v1/behind-the-back", async () => ({}))).toThrow();
});

test("nothing is open but health, set-up and sign-in, and all else is refused before its body is read", async () => {
  const open = ROUTES.filter(({ endpoint }) => typeof endpoint.action !== "string").map(
    ({ endpoint }) => endpoint.path,
  );
  const page = new Set(["/", ...Object.keys(PAGE_FILES).map((name) => `/page/${name}`)]);
  expect(open.filter((path) => !page.has(path)).sort()).toEqual([
    "/healthz",
    "/readyz",
    "/v1/auth/sso/callback/{provider}",
    "/v1/auth/sso/saml/{provider}",
    "/v1/setup",
    "/v1/setup/person",
    "/v1/sign-in",
    "/v1/sign-in/code",
    "/v1/sign-in/invitation",
    "/v1/sign-in/passkey",
    "/v1/sign-in/passkey/challenge",
    "/v1/sign-in/password",
    "/v1/sign-in/saml",
    "/v1/sign-in/sso",
    "/v1/workloads/token",
  ]);
  for (const { endpoint } of ROUTES) {
    if (typeof endpoint.action !== "string") continue;
    const url = endpoint.path.replace(/\{\w+\}/g, "6a57a623-a278-4b21-9025-91f0f5adf65f");
    const said = await hub.ask(endpoint.method, url, { body: endpoint.method === "POST" ? "{" : undefined });
    expect(said.status, endpoint.path).toBe(401);
    const bad = await hub.ask(endpoint.method, url, { key: "wbk_nobodys" });
    expect(bad.status, endpoint.path).toBe(401);
  }
});

test.each([
  ["no JSON", "{", 400, "http/no-json"],
  ["deep", "[".repeat(100) + "]".repeat(100), 400, "http/too-deep"],
  ["poisoned", '{"__proto__": {"admin": true}, "name": "x"}', 400, "http/no-json"],
  ["more than it takes", '{"name": "x", "role": "viewer", "createdBy": "me"}', 400, "http/invalid"],
  ["a role that there is not", '{"name": "x", "role": "root"}', 400, "http/invalid"],
  ["large", JSON.stringify({ name: "x".repeat(2_000_000) }), 413, "http/too-large"],
])("a body that is %s: %s", async (_, body, status, code) => {
  const key = await hub.key("admin");
  const said = await hub.ask("POST", "/v1/keys", { key, body, headers: { "content-type": "application/json" } });
  expect(said).toMatchObject({ status, body: { status, code } });
  expect(said.headers["content-type"]).toContain("application/problem+json");
});

test("another kind of body, another address, another page", async () => {
  const key = await hub.key("admin");
  const xml = { key, body: "<a/>", headers: { "content-type": "text/xml" } };
  expect(await hub.ask("POST", "/v1/keys", xml)).toMatchObject({ status: 415, body: { code: "http/media-type" } });
  expect(await hub.ask("GET", "/v1/nothing", { key })).toMatchObject({ status: 404, body: { code: "http/not-found" } });
  expect(await hub.ask("GET", "/v1/keys?after=abc", { key })).toMatchObject({ body: { code: "http/no-cursor" } });
  expect(await hub.ask("GET", "/v1/keys?limit=100000", { key })).toMatchObject({ body: { code: "http/invalid" } });
});

test("our own faults say nothing of themselves", () => {
  const problem = asProblem(new Error("password=hunter2 at /srv/secret"));
  expect(problem).toMatchObject({ status: 500, code: "http/defect" });
  expect(problem.message).not.toContain("hunter2");
  expect(asProblem({ code: "57014" })).toMatchObject({ status: 503 });
  expect(asProblem({ code: "ECONNREFUSED" })).toMatchObject({ status: 503 });
});

test("neither keys nor queries reach the log", async () => {
  const key = await hub.key("admin");
  await hub.ask("GET", `/v1/me?token=${key}`, { key });
  await hub.ask("POST", "/v1/setup", { body: { token: key } });
  const log = hub.log.join("");
  expect(log).toContain("/v1/me");
  expect(log).not.toContain(key.slice(4, 20));
});

test("answers carry only what their schema names", async () => {
  const { body } = await hub.ask("GET", "/v1/keys", { key: await hub.key("admin") });
  expect(body.items[0].name).toBe("admin's key");
  expect(JSON.stringify(body)).not.toContain("hash");
});

test.each([
  ["[[1]]", 2, false],
  ["[[1]]", 1, true],
  ['{"a":"[[[[["}', 1, false],
  ['{"a\\"[[":1}', 1, false],
  ['"[[[', 0, false],
  ["]]]]", 0, false],
])("%s deeper than %i: %s", (json, most, deeper) => {
  expect(isDeeperThan(most, Buffer.from(json))).toBe(deeper);
});

test("what failed is logged without its words", async () => {
  const log: string[] = [];
  const failing = route(
    endpoint({ id: "x", method: "GET", path: "/v1/x", summary: "x", action: "me.read", answer: z.object({}) }),
    async () => {
      throw Object.assign(new Error("Failing row contains (hunter2)"), { code: "23514", detail: "(hunter2)" });
    },
  );
  const app = createServer(hub.hub, [failing], { log: { write: (line) => log.push(line) } });
  const headers = { authorization: `Bearer ${await hub.key("viewer")}` };
  expect((await app.inject({ url: "/v1/x", headers })).statusCode).toBe(500);
  expect(log.join("")).toContain("23514");
  expect(log.join("")).toContain("server.test.ts");
  expect(log.join("")).not.toContain("hunter2");
  await app.close();
});
