import type { IncomingMessage } from "node:http";
import type { TLSSocket } from "node:tls";
import { WaybillError } from "../core/errors.ts";
import type { Answer, Network, RequestOptions } from "../core/network.ts";
import { clientFor } from "./http-client.ts";
import { type IdleTimer, idleTimer } from "./idle-timer.ts";
import { unreachable } from "./network-errors.ts";

export interface NetworkOptions {
  readonly offline: boolean;
  /** Hosts that the call or the configuration names, with the port where it is not the usual one: `ghcr.io`, `localhost:5000`. */
  readonly hosts: Iterable<string>;
}

const DEFAULT_TIMEOUT = 30_000;
const DEFAULT_LIMIT = 32 * 1024 * 1024;

/**
 * The only way out. HTTP/1.1 over Node's own client, which honours `NODE_EXTRA_CA_CERTS` and, but for this machine
 * itself, the proxy variables. Opens no socket when offline, and none to a host that nobody named.
 */
export function createNetwork({ offline, hosts }: NetworkOptions): Network {
  const named = new Set([...hosts].map((host) => host.toLowerCase()));
  return {
    offline,
    async request(url, options = {}) {
      demandKnownPeer(options);
      const permitted = new Set([...named, ...(options.hosts ?? []).map((host) => host.toLowerCase())]);
      let target = readUrl(url);
      let headers = options.headers ?? {};
      for (let left = options.redirects ?? 0; ; left--) {
        demandPermission(target, permitted, offline);
        const answer = await exchange(target, headers, options);
        const location = answer.header("location");
        const isRedirect = answer.status >= 301 && answer.status <= 308 && location !== undefined;
        if (!isRedirect || left <= 0 || options.body !== undefined) return answer;
        answer.discard();
        const next = readUrl(new URL(location, target));
        demandSafeRedirect(target, next);
        if (next.host !== target.host) headers = withoutCredentials(headers);
        target = next;
      }
    },
  };
}

function readUrl(url: string | URL): URL {
  const parsed = typeof url === "string" && URL.canParse(url) ? new URL(url) : url;
  if (parsed instanceof URL && ["http:", "https:"].includes(parsed.protocol) && parsed.username === "") return parsed;
  throw new WaybillError(
    "connect/bad-url",
    "An address is not an http or https URL, or it holds a user name.",
    "Write https://HOST/PATH, and give credentials where the product asks for them.",
  );
}

function demandPermission({ host }: URL, permitted: ReadonlySet<string>, offline: boolean): void {
  if (offline) {
    throw new WaybillError(
      "connect/offline",
      `This needs ${host}, and the run is offline.`,
      "Run it without --offline, or bring the data to this machine first.",
    );
  }
  if (permitted.has(host.toLowerCase())) return;
  throw new WaybillError(
    "connect/host-not-named",
    `${host} was not asked: neither the call nor the configuration names it.`,
    "Name the host in the configuration if it may be asked.",
  );
}

/** What proves who we are is never sent to somebody whose certificate was not checked: such a call is a defect. */
function demandKnownPeer({ anyCertificate, headers = {} }: RequestOptions): void {
  if (anyCertificate === true && Object.keys(headers).some((name) => CREDENTIALS.test(name))) {
    throw new Error("credentials for a peer whose certificate is not checked");
  }
}

function demandSafeRedirect(from: URL, to: URL): void {
  if (from.protocol !== "https:" || to.protocol === "https:") return;
  throw new WaybillError(
    "connect/redirect-to-plain",
    `${from.host} leads on to ${to.host} without encryption, which is not followed.`,
    "Ask who runs the server to redirect to https.",
  );
}

const CREDENTIALS = /^(?:authorization|cookie|proxy-authorization|private-token|x-.*token)$/i;

/** What proves who we are to one host must not reach another. */
export function withoutCredentials(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !CREDENTIALS.test(name)));
}

/** Whether a host is this machine: then it is spoken to without a proxy. */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === "localhost" || hostname === "[::1]" || hostname === "::1" || /^127(?:\.\d{1,3}){3}$/.test(hostname)
  );
}

interface OpenAnswer extends Answer {
  /** Closes the connection without reading the rest. */
  discard(): void;
}

async function exchange(
  url: URL,
  headers: Readonly<Record<string, string>>,
  options: RequestOptions,
): Promise<OpenAnswer> {
  const { agents, send } = await clientFor(url);
  const agent = isLoopback(url.hostname) ? agents.direct : agents.proxied;
  return await new Promise((resolve, reject) => {
    options.signal?.throwIfAborted();
    const request = send(url, {
      agent,
      method: options.method ?? "GET",
      headers: { "user-agent": "waybill", "accept-encoding": "identity", ...headers, ...lengthOf(options.body) },
      ...(options.signal && { signal: options.signal }),
      ...(options.anyCertificate === true && { rejectUnauthorized: false }),
      ...options.tls,
    });
    const timeout = options.timeout ?? DEFAULT_TIMEOUT;
    let giveUp = (fault: WaybillError): unknown => request.destroy(fault);
    const timer = idleTimer(timeout, () => giveUp(silent(url, timeout)));
    request.once("response", (message) => {
      timer.restart();
      giveUp = (fault) => message.destroy(fault);
      message.on("error", () => {}); // told to whoever reads the body; nobody may
      resolve(asAnswer(url, message, timer, options));
    });
    request.on("error", (fault) => {
      timer.stop();
      reject(options.signal?.aborted ? options.signal.reason : unreachable(url, fault));
    });
    request.end(options.body);
  });
}

function lengthOf(body: string | undefined): Record<string, string> {
  return body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
}

function silent(url: URL, timeout: number): WaybillError {
  return new WaybillError(
    "connect/timeout",
    `${url.host} said nothing for ${timeout / 1000} seconds.`,
    "Look whether the host is up and whether a proxy or firewall stands between; then run it again.",
  );
}

function asAnswer(url: URL, message: IncomingMessage, timer: IdleTimer, options: RequestOptions): OpenAnswer {
  const stream = () => bodyOf(url, message, timer, options.signal);
  const bytes = () => gather(url, stream(), message, options.limit ?? DEFAULT_LIMIT);
  // An answer that nobody reads lets go of its connection when the idle time is over, and keeps no process waiting.
  message.once("close", () => timer.stop());
  keepAlive(message, timer, false);
  return {
    status: message.statusCode ?? 0,
    url: url.href,
    ...certificateOf(message),
    header(name) {
      const value = message.headers[name.toLowerCase()];
      return Array.isArray(value) ? value.join(", ") : value;
    },
    stream,
    bytes,
    text: async () => (await bytes()).toString(),
    discard() {
      timer.stop();
      message.destroy();
    },
  };
}

function certificateOf({ socket }: IncomingMessage): Pick<Answer, "certificate"> {
  const certificate = "getPeerX509Certificate" in socket ? (socket as TLSSocket).getPeerX509Certificate() : undefined;
  return certificate === undefined ? {} : { certificate: certificate.raw };
}

function keepAlive({ socket }: IncomingMessage, timer: IdleTimer, alive: boolean): void {
  timer.hold(alive);
  if (alive) socket.ref();
  else socket.unref();
}

async function* bodyOf(
  url: URL,
  message: IncomingMessage,
  timer: IdleTimer,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, undefined> {
  keepAlive(message, timer, true);
  try {
    for await (const chunk of message as AsyncIterable<Buffer>) {
      timer.restart();
      yield chunk;
      timer.restart();
    }
  } catch (fault) {
    if (signal?.aborted) throw signal.reason;
    throw unreachable(url, fault);
  } finally {
    timer.stop();
  }
}

async function gather(
  url: URL,
  stream: AsyncIterable<Uint8Array>,
  message: IncomingMessage,
  limit: number,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > limit) {
      message.destroy();
      throw new WaybillError(
        "connect/too-large",
        `${url.host} sent more than ${limit} bytes where so much makes no sense.`,
        "Look whether the address is right: this is not what such a server sends.",
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
