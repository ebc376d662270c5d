import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type * as z from "zod";
import type { Endpoint } from "../../contract/endpoint.ts";
import { assertMay } from "../auth/assert-may.ts";
import { type Principal, principalOf } from "../auth/principal.ts";
import { scopedTo } from "../db/scoped.ts";
import type { Hub } from "../hub.ts";
import type { Done } from "../telemetry/telemetry.ts";
import { isDeeperThan } from "./json-depth.ts";
import { asProblem, invalid, Problem, sendOsvProblem, sendProblem, sendScimProblem } from "./problems.ts";
import type { Call, KnownCall, Route } from "./route.ts";
import type { TlsPair } from "./tls.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** What the route answers; a route without one does not start. */
    endpoint?: Endpoint;
    /** Whether the body is handed over as it came. */
    asBytes?: boolean;
  }
  interface FastifyRequest {
    /** Who asks; missing where the endpoint asks for no login. */
    principal?: Principal;
  }
}

/** Objects and lists that may lie in each other. */
const DEEPEST = 64;
const BODY_LIMIT = 1024 * 1024;

/** How long somebody may take to say what they want; milliseconds. */
const PATIENCE = 60_000;

export interface ServerOptions {
  /** Where the log goes, a line of JSON each; nowhere when left out. */
  readonly log?: { write(line: string): void };
  readonly logLevel?: "debug" | "info" | "warn" | "error";
  /** Milliseconds in which a request must have come whole, and its headers in a quarter of that. */
  readonly patience?: number;
  /** Addresses of proxies whose word on where a request comes from is believed; without them, whoever connects is it. */
  readonly proxies?: readonly string[];
  /** Speaks TLS with these; without them plain HTTP, for this machine or behind a proxy. */
  readonly tls?: TlsPair;
}

/** Makes the HTTP side of a hub. @throws when a route does not say what its caller must be allowed to do */
export function createServer(hub: Hub, routes: readonly Route[], options: ServerOptions = {}): FastifyInstance {
  const { patience = PATIENCE } = options;
  const limits = {
    headersTimeout: patience / 4,
    connectionsCheckingInterval: Math.min(5_000, patience / 4),
    maxHeaderSize: 16 * 1024,
  };
  const app = Fastify({
    ...(options.log !== undefined && { logger: loggerOf(options.log, options.logLevel) }),
    bodyLimit: BODY_LIMIT,
    ...(options.proxies !== undefined && { trustProxy: [...options.proxies] }),
    // A caller that sends its request a byte at a time is cut off.
    requestTimeout: patience,
    ...(options.tls === undefined ? { http: limits } : { https: { ...limits, ...options.tls } as unknown as null }),
    keepAliveTimeout: 30_000,
    return503OnClosing: true,
    routerOptions: { maxParamLength: 2_048 },
    genReqId: () => crypto.randomUUID(),
    // Schemas are zod's and are checked by `answer`; fastify's own way of checking is not even in the bundle.
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
  });
  app.addHook("onRoute", ({ method, url, config }) => {
    if (config?.endpoint?.action === undefined)
      throw new Error(`${String(method)} ${url} does not say what its caller must be allowed to do`);
  });
  readJson(app);
  readForms(app);
  answerErrors(app);
  app.addHook("onSend", async (_, reply) => {
    void reply.header("x-content-type-options", "nosniff").header("cache-control", "no-store");
    if (!reply.hasHeader("content-security-policy"))
      void reply.header("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
  });
  app.addHook("onResponse", async (request, reply) => {
    const route = request.routeOptions.config.endpoint?.path ?? "none";
    hub.meter.answered(request.method, route, reply.statusCode, reply.elapsedTime / 1_000);
    hub.telemetry?.done(spanOf(request, route, reply));
  });
  for (const route of routes) addRoute(app, hub, route);
  return app;
}

/** What a collector is told of a request: neither its address nor its query, no header and no body. */
function spanOf(request: FastifyRequest, route: string, { statusCode, elapsedTime }: FastifyReply): Done {
  const { traceparent } = request.headers;
  return {
    name: `${request.method} ${route}`,
    kind: "server",
    milliseconds: elapsedTime,
    attributes: {
      "http.request.method": request.method,
      "http.route": route,
      "http.response.status_code": statusCode,
      "waybill.request.id": request.id,
    },
    failed: statusCode >= 500,
    traceparent: typeof traceparent === "string" ? traceparent : undefined,
  };
}

function noSchemas(): never {
  throw new Error("schemas belong into the endpoint's declaration");
}

/** Logs what was asked and how it ended: no header, no body, no query, in which something secret may stand. */
function loggerOf(stream: { write(line: string): void }, level = "info") {
  return {
    level,
    stream,
    redact: ["authorization", "cookie", "key", "token", "password", "*.authorization", "*.cookie", "*.key", "*.token"],
    serializers: {
      req: ({ method, url }: FastifyRequest) => ({ method, path: url.replace(/\?.*$/s, "") }),
      res: ({ statusCode }: { statusCode?: number }) => ({ statusCode }),
      err: withoutWords,
    },
  };
}

/** Where it failed and how, without what was said: a database's message may quote the row. */
function withoutWords(error: Error & { readonly code?: string; readonly constraint?: string }) {
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  const { name: type, code, constraint } = error;
  return { type, code, constraint, message: "", stack: frames.slice(0, 12).join("\n") };
}

const SCIM_JSON = "application/scim+json";
const JSON_TYPES = ["application/json", SCIM_JSON];

/** SCIM's own name for JSON is for SCIM's own addresses. */
function isForeign({ headers, routeOptions }: FastifyRequest): boolean {
  const { endpoint } = routeOptions.config;
  return headers["content-type"]?.toLowerCase().startsWith(SCIM_JSON) === true && endpoint?.errors !== "scim";
}

function readJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser("error", "error"); // refuses __proto__ and constructor
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(JSON_TYPES, { parseAs: "buffer" }, (request, body: Buffer, done) => {
    if (isForeign(request)) return done(asProblem({ code: "FST_ERR_CTP_INVALID_MEDIA_TYPE" }));
    if (request.routeOptions.config.endpoint?.form === true)
      return done(asProblem({ code: "FST_ERR_CTP_INVALID_MEDIA_TYPE" }));
    if (request.routeOptions.config.asBytes === true) return done(null, body);
    if (isDeeperThan(DEEPEST, body))
      return done(new Problem(400, "http/too-deep", "Too deep", `The body nests deeper than ${DEEPEST}.`));
    void parse(request, body.toString("utf8"), (error: Error | null, value?: unknown) =>
      error === null
        ? done(null, value)
        : done(new Problem(400, "http/no-json", "No JSON", "The body is no JSON that can be read.")),
    );
  });
}

/** Forms come from pages of others: only where an endpoint says so. A field that stands twice is none. */
function readForms(app: FastifyInstance): void {
  app.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "string" }, (request, body, done) => {
    if (request.routeOptions.config.endpoint?.form !== true)
      return done(asProblem({ code: "FST_ERR_CTP_INVALID_MEDIA_TYPE" }));
    const fields = [...new URLSearchParams(String(body))];
    const form = new Map(fields);
    if (form.size < fields.length) return done(new Problem(400, "http/no-form", "No form", "A field stands twice."));
    done(null, Object.fromEntries(form));
  });
}

function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    const problem = asProblem(error);
    if (problem.status >= 500) request.log.error({ code: problem.code, err: error }, "request failed");
    return sender(request)(reply, problem);
  });
  app.setNotFoundHandler((_, reply) =>
    sendProblem(
      reply,
      new Problem(404, "http/not-found", "Not found", "There is no such address; see /v1/openapi.json."),
    ),
  );
}

function sender(request: FastifyRequest) {
  const errors = request.routeOptions.config.endpoint?.errors;
  if (errors === "scim") return sendScimProblem;
  return errors === "osv" ? sendOsvProblem : sendProblem;
}

function addRoute(app: FastifyInstance, hub: Hub, route: Route): void {
  const { endpoint } = route;
  app.route({
    method: endpoint.method,
    url: endpoint.path.replaceAll(/\{(\w+)\}/g, ":$1"),
    config: { endpoint, asBytes: route.read !== undefined },
    bodyLimit: endpoint.bodyLimit ?? BODY_LIMIT,
    // Who asks is known before a byte of the body is read.
    onRequest: async (request) => {
      if (isOpen(endpoint)) return;
      request.principal = await principalOf(request, hub);
    },
    handler: (request, reply) => answer(hub, route, request, reply),
  });
}

async function answer(whole: Hub, route: Route, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const { endpoint } = route;
  const hub = seenBy(whole, request.principal);
  const call: Call = {
    params: check(endpoint.params, request.params, "path"),
    query: check(endpoint.query, request.query, "query"),
    body: await bodyOf(hub, route, request.body),
    principal: request.principal,
    request,
    reply,
  };
  if (!isOpen(endpoint)) await assertAllowed(hub, route, call as KnownCall);
  const result: unknown = await route.handle(call, hub);
  if (endpoint.status === 204) return await reply.code(204).send();
  if (endpoint.contentType !== undefined) void reply.header("content-type", endpoint.contentType);
  return await reply.code(endpoint.status ?? 200).send(endpoint.answer.parse(result));
}

/** The hub as somebody sees it who is bound to teams: what is of others is not in their database. */
function seenBy(hub: Hub, principal: Principal | undefined): Hub {
  if (principal === undefined || principal.teams === "all") return hub;
  return { ...hub, database: scopedTo(hub.database, principal.teams) };
}

async function bodyOf(hub: Hub, { endpoint, read }: Route, body: unknown): Promise<unknown> {
  if (read === undefined) return check(endpoint.body, body, "body");
  return await read(Buffer.isBuffer(body) ? body : Buffer.alloc(0), hub);
}

async function assertAllowed(hub: Hub, { endpoint, team }: Route, call: KnownCall): Promise<void> {
  const { action } = endpoint;
  if (typeof action !== "string") return;
  assertMay(hub, call.principal, action, await team(call, hub));
}

function isOpen({ action }: Endpoint): boolean {
  return typeof action !== "string";
}

function check(schema: z.ZodType | undefined, value: unknown, part: string): unknown {
  if (schema === undefined) return undefined;
  const parsed = schema.safeParse(value ?? {});
  if (!parsed.success) throw invalid(parsed.error, part);
  return parsed.data;
}
