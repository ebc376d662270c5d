import type { Server } from "node:tls";
import type { PoolConfig } from "pg";
import { type MailServer, readMailServer } from "../connect/mail/send-mail.ts";
import { isLoopback } from "../connect/network.ts";
import { readAddresses } from "../connect/outward/addresses.ts";
import { WaybillError } from "../core/errors.ts";
import { queryDesk } from "../scan/advisory-data.ts";
import { freshnessOf } from "./advisories/freshness.ts";
import { demandSigned, type RenewalWish } from "./advisories/renew.ts";
import { startRenewal } from "./advisories/schedule.ts";
import { byApiKey } from "./auth/api-keys.ts";
import { createAuthorizer } from "./auth/authorize.ts";
import { bySession } from "./auth/sessions.ts";
import { byWorkloadToken } from "./auth/workload-tokens.ts";
import { assertNewEnough, type Database, openDatabase } from "./db/database.ts";
import { migrate } from "./db/migrate.ts";
import { reachDatabase } from "./db/reach-database.ts";
import { ensureScopedRole } from "./db/scoped-role.ts";
import type { EmbeddedPostgres } from "./embedded-postgres/supervisor.ts";
import { createServer, type ServerOptions } from "./http/server.ts";
import { followTls, readTls, type TlsFiles } from "./http/tls.ts";
import type { Hub } from "./hub.ts";
import { offerSetup } from "./keys/setup-token.ts";
import { startWorker } from "./matching/worker.ts";
import { createMeter } from "./metrics/meter.ts";
import { startNotifier } from "./notifications/notifier.ts";
import { type Strongbox, strongboxIn, strongboxOfText } from "./notifications/strongbox.ts";
import { ownDatabase } from "./own-database.ts";
import { peopleDesk } from "./people/desk.ts";
import { intakeDesk } from "./reports/intake-desk.ts";
import { ROUTES } from "./routes.ts";
import type { TelemetrySettings } from "./telemetry/telemetry.ts";

export interface StartOptions extends Omit<ServerOptions, "tls"> {
  /** Speaks TLS, and takes up renewed files. */
  readonly tlsFiles?: TlsFiles;
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  /** Where people see the hub, such as `https://hub.example.com`. Default: where it listens. */
  readonly publicUrl?: string;
  /** `postgres://…`; without it, a database of our own is started in `hubFolder`. */
  readonly databaseUrl?: string;
  readonly hubFolder: string;
  /** Where the advisory database lies. */
  readonly dataDirectory: string;
  /** What secrets are kept under, in Base64; without it, a hub with a database of its own makes a key beside it. */
  readonly strongboxKey?: string;
  /** Addresses and ranges inside the network to which notifications may go: `10.1.0.0/16`. */
  readonly notifyInside?: readonly string[];
  /** Through whom mail goes out, and from whom: `smtps://user:password@mail.example.com`. */
  readonly mail?: { readonly server: string; readonly from: string };
  /** Days after which advisory data is stale; default 7. */
  readonly advisoriesMostDays?: number;
  /** Keeps the advisory data fresh; without it, somebody else does. */
  readonly renewal?: RenewalWish;
  /** Where traces go. */
  readonly telemetry?: TelemetrySettings;
  readonly role: "all" | "web" | "worker";
  readonly now?: () => Date;
  /** One line for the operator. */
  readonly say?: (message: string) => void;
}

export interface RunningHub {
  /** Where it listens; undefined for a worker. */
  readonly url: string | undefined;
  /** Where people see it. */
  readonly origin: string;
  /** Makes the first administrator, once; undefined where there is one. */
  readonly setupToken: string | undefined;
  readonly database: Database;
  /** Takes no more requests, ends those that run, and stops what was started. */
  stop(): Promise<void>;
}

/** Days, where nobody says otherwise: as many as a look may be old. */
const MOST_DAYS = 7;

/**
 * Starts a hub: the database, its schema, and what listens.
 * @param embedded a database of our own that is starting already; none where the options name another
 * @throws WaybillError when something keeps it from that
 */
export async function startHub(
  options: StartOptions,
  embedded: Promise<EmbeddedPostgres> | undefined = ownDatabase(options),
): Promise<RunningHub> {
  const { now = () => new Date(), say = () => {} } = options;
  let origin = "";
  const stops: (() => Promise<unknown>)[] = [];
  let isStopping = false;
  const stop = async () => {
    isStopping = true;
    for (const stopOne of stops.splice(0).reverse()) await stopOne();
  };
  try {
    stops.push(async () => await (await embedded?.catch(() => undefined))?.stop());
    const mail: MailServer | undefined = options.mail && readMailServer(options.mail.server, options.mail.from);
    const inside = readAddresses(options.notifyInside ?? []);
    if (options.renewal !== undefined) demandSigned(options.renewal);
    origin = options.publicUrl === undefined ? "" : originOf(options.publicUrl);
    const authorize = createAuthorizer(); // takes a moment, in which the database starts
    const connection = (await embedded)?.connection ?? { connectionString: options.databaseUrl };
    await bringForward(connection, say);
    const database = openDatabase(connection, { onLost: (error) => say(`the database was lost: ${error.message}`) });
    stops.push(() => database.destroy());
    const strongbox = strongboxFor(options);
    // A collector's address is an operator's setting; without one, nothing of this is loaded.
    const telemetry =
      options.telemetry && (await import("./telemetry/export-spans.ts")).exportSpans(options.telemetry, say);
    if (telemetry !== undefined) stops.push(() => telemetry.stop());
    const advisories = queryDesk(options.dataDirectory);
    const hub: Hub = {
      database,
      authorize,
      recognizers: [byApiKey, byWorkloadToken, bySession],
      advisories,
      freshness: freshnessOf(advisories, options.dataDirectory, options.advisoriesMostDays ?? MOST_DAYS),
      dataDirectory: options.dataDirectory,
      intake: intakeDesk(),
      meter: createMeter(),
      telemetry,
      strongbox,
      people: strongbox && peopleDesk({ database, strongbox, origin: () => origin }),
      inside,
      mail,
      now,
      isStopping: () => isStopping,
    };
    stops.push(async () => hub.advisories.close());
    stops.push(() => hub.intake.close());
    if (options.role !== "web") stops.push(startWorker(hub, say), startNotifier(hub, { say }));
    if (options.role !== "web" && options.renewal !== undefined)
      stops.push(startRenewal(hub, { wish: options.renewal, say }));
    const url = options.role === "worker" ? undefined : await listen(hub, options, stops);
    if (origin === "" && url !== undefined) origin = seenAt(url);
    return { url, origin, setupToken: await offerSetup(database, now()), database, stop };
  } catch (error) {
    await stop().catch(() => {});
    throw error;
  }
}

/** @throws WaybillError */
function originOf(publicUrl: string): string {
  const url = URL.canParse(publicUrl) ? new URL(publicUrl) : undefined;
  const isSafe = url?.protocol === "https:" || (url?.protocol === "http:" && isLoopback(url.hostname));
  if (url !== undefined && isSafe && url.pathname === "/" && url.search === "") return url.origin;
  throw new WaybillError(
    "hub/public-url",
    `${publicUrl} is no address under which people can sign in.`,
    "It is https, a host, and no path: https://hub.example.com.",
  );
}

/** Passkeys belong to a name: this machine is called by its own. */
function seenAt(url: string): string {
  const { protocol, hostname, port } = new URL(url);
  const host = isLoopback(hostname) ? "localhost" : hostname;
  return new URL(`${protocol}//${host}:${port}`).origin;
}

function strongboxFor({ strongboxKey, databaseUrl, hubFolder }: StartOptions): Strongbox | undefined {
  if (strongboxKey !== undefined) return strongboxOfText(strongboxKey);
  return databaseUrl === undefined ? strongboxIn(hubFolder) : undefined;
}

async function bringForward(connection: PoolConfig, say: (message: string) => void): Promise<void> {
  assertNewEnough(await reachDatabase(connection));
  const database = openDatabase(connection, { statementTimeout: 0, connections: 2 });
  try {
    for (const step of await migrate(database)) say(`the database was brought to ${step}`);
    await ensureScopedRole(database);
  } finally {
    await database.destroy();
  }
}

async function listen(hub: Hub, options: StartOptions, stops: (() => Promise<unknown>)[]): Promise<string> {
  const { tlsFiles, say = () => {}, ...rest } = options;
  const server = createServer(hub, ROUTES, { ...rest, ...(tlsFiles !== undefined && { tls: readTls(tlsFiles) }) });
  stops.push(() => server.close());
  if (tlsFiles !== undefined) {
    const unfollow = followTls(server.server as unknown as Server, tlsFiles, say);
    stops.push(async () => unfollow());
  }
  return await server.listen({ host: options.host, port: options.port });
}
