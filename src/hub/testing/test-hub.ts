import { randomBytes } from "node:crypto";
import type { AddressInfo } from "node:net";
import type { FastifyInstance, InjectOptions } from "fastify";
import type { MailServer } from "../../connect/mail/send-mail.ts";
import { readAddresses } from "../../connect/outward/addresses.ts";
import type { Role } from "../../contract/roles.ts";
import { queryDesk } from "../../scan/advisory-data.ts";
import { freshnessOf } from "../advisories/freshness.ts";
import { byApiKey } from "../auth/api-keys.ts";
import { createAuthorizer } from "../auth/authorize.ts";
import { bySession } from "../auth/sessions.ts";
import { byWorkloadToken } from "../auth/workload-tokens.ts";
import { createServer } from "../http/server.ts";
import type { Hub } from "../hub.ts";
import { insertKey } from "../keys/queries.ts";
import { createMeter } from "../metrics/meter.ts";
import { strongboxOf } from "../notifications/strongbox.ts";
import { peopleDesk } from "../people/desk.ts";
import { intakeDesk } from "../reports/intake-desk.ts";
import { ROUTES } from "../routes.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";
import { type TestDatabase, testDatabase } from "./test-database.ts";

export const NOW = new Date("2026-11-24T10:00:00.000Z");

/** Where people see a test's hub. */
export const ORIGIN = "http://localhost:8470";

export interface Said {
  readonly status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look at what they know is there
  readonly body: any;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** A hub on a real database, asked without a socket. */
export interface TestHub extends AsyncDisposable, TestDatabase {
  readonly hub: Hub;
  readonly app: FastifyInstance;
  /** What was logged. */
  readonly log: string[];
  /** Answers on a port, too, and says where browsers find it. */
  listen(): Promise<string>;
  /** Moves the hub's clock. */
  setNow(now: Date): void;
  /** A key of a role, bound to a team where one is named. */
  key(role: Role, team?: string): Promise<string>;
  team(name: string): Promise<string>;
  ask(
    method: NonNullable<InjectOptions["method"]>,
    url: string,
    options?: {
      readonly key?: string;
      readonly body?: unknown;
      readonly headers?: Record<string, string>;
      /** Of whoever asks. */
      readonly address?: string;
    },
  ): Promise<Said>;
}

export async function testHub(
  wish: { readonly dataDirectory?: string; readonly mail?: MailServer; readonly telemetry?: Telemetry } = {},
): Promise<TestHub> {
  const own = await testDatabase();
  const { database } = own;
  let now = NOW;
  let origin = ORIGIN;
  const strongbox = strongboxOf(randomBytes(32));
  const advisories = queryDesk(wish.dataDirectory ?? "/nowhere");
  const hub: Hub = {
    database,
    authorize: createAuthorizer(),
    recognizers: [byApiKey, byWorkloadToken, bySession],
    advisories,
    dataDirectory: wish.dataDirectory ?? "/nowhere",
    freshness: freshnessOf(advisories, wish.dataDirectory ?? "/nowhere", 7),
    intake: intakeDesk(1),
    meter: createMeter(),
    telemetry: wish.telemetry,
    strongbox,
    people: peopleDesk({ database, strongbox, origin: () => origin }),
    inside: readAddresses(["127.0.0.1"]),
    mail: wish.mail,
    now: () => now,
    isStopping: () => false,
  };
  const log: string[] = [];
  const app = createServer(hub, ROUTES, { log: { write: (line) => log.push(line) } });
  return {
    ...own,
    hub,
    app,
    log,
    async listen() {
      await app.listen({ host: "127.0.0.1", port: 0 });
      origin = `http://localhost:${(app.server.address() as AddressInfo).port}`;
      return origin;
    },
    setNow(later) {
      now = later;
    },
    async key(role, team) {
      const wish = { name: `${role}'s key`, role, team: team ?? null, days: 30 };
      const key = await database
        .transaction()
        .execute(async (transaction) => await insertKey(transaction, wish, "test", now));
      return key.key;
    },
    async team(name) {
      const { id } = await database
        .insertInto("team")
        .values({ name, created_at: now })
        .returning("id")
        .executeTakeFirstOrThrow();
      return id;
    },
    async ask(method, url, { key, body, headers = {}, address } = {}) {
      const response = await app.inject({
        method,
        url,
        headers: { ...(key !== undefined && { authorization: `Bearer ${key}` }), ...headers },
        ...(body !== undefined && { payload: body as object }),
        ...(address !== undefined && { remoteAddress: address }),
      });
      const isJson = String(response.headers["content-type"]).includes("json");
      return {
        status: response.statusCode,
        body: isJson ? response.json() : response.body,
        headers: response.headers,
      };
    },
    async [Symbol.asyncDispose]() {
      await app.close();
      await hub.intake.close();
      await own[Symbol.asyncDispose]();
    },
  };
}
