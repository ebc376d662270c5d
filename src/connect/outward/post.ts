import { lookup as resolve } from "node:dns/promises";
import type { ClientRequest, RequestOptions } from "node:http";
import { isIP, type LookupFunction } from "node:net";
import { WaybillError } from "../../core/errors.ts";
import { type AddressList, isOutside } from "./addresses.ts";

export interface OutwardPost {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Milliseconds for all of it: the name, the connection, the answer's head. */
  readonly patience: number;
  /** Addresses inside that may be spoken to all the same, without encryption, too. */
  readonly own: AddressList;
  /** How names are resolved; the system's way. For tests. */
  readonly names?: (host: string) => Promise<readonly Address[]>;
}

export interface Address {
  readonly address: string;
  readonly family: number;
}

/**
 * Posts to an address that somebody else named, and answers the status. The name is resolved once, every address behind
 * it must be outside, and it is those that are spoken to: a name that changes in between leads nowhere else. No redirect
 * is followed, no proxy asked, and of the answer nothing but its status is read.
 * @throws WaybillError where it may not or cannot be reached; its message holds no part of the path
 */
export async function postOutward(address: string, post: OutwardPost): Promise<number> {
  const url = demandOutward(address, post.own);
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), post.patience);
  const tooLate = new Promise<never>((_, reject) => {
    late.signal.addEventListener("abort", () =>
      reject(fault("connect/timeout", `${url.host} did not answer within ${post.patience / 1_000} seconds.`)),
    );
  });
  try {
    return await Promise.race([send(url, post, late.signal), tooLate]);
  } finally {
    clearTimeout(timer);
    late.abort();
    tooLate.catch(() => {});
  }
}

/** An address to which we would post, as far as it tells by itself. @throws WaybillError */
export function demandOutward(address: string, own: AddressList): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const isWeb = url?.protocol === "https:" || url?.protocol === "http:";
  if (url === undefined || !isWeb || url.username !== "" || url.password !== "")
    throw fault("connect/bad-url", "The address is no https URL, or it holds a user name.");
  const host = hostOf(url);
  if (isIP(host) !== 0) demandAllowed(url, [host], own);
  else if (/(?:^|\.)localhost\.?$/i.test(host)) demandAllowed(url, ["127.0.0.1", "::1"], own);
  return url;
}

function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, "$1");
}

function demandAllowed(url: URL, addresses: readonly string[], own: AddressList): void {
  if (addresses.some((address) => !isOutside(address) && !own.has(address)))
    throw fault(
      "connect/inside",
      `${url.host} is an address inside the network.`,
      "Who runs the hub may allow it with --notify-inside.",
    );
  if (url.protocol === "https:" || addresses.every((address) => own.has(address))) return;
  throw fault("connect/plain", `${url.host} would be spoken to without encryption.`, "Use its https address.");
}

async function send(url: URL, post: OutwardPost, signal: AbortSignal): Promise<number> {
  const host = hostOf(url);
  const found = isIP(host) === 0 ? await addressesOf(url, host, post) : [{ address: host, family: isIP(host) }];
  demandAllowed(
    url,
    found.map(({ address }) => address),
    post.own,
  );
  signal.throwIfAborted();
  const { request } = url.protocol === "https:" ? await import("node:https") : await import("node:http");
  return await new Promise((resolve, reject) => {
    const options: RequestOptions = {
      method: "POST",
      agent: false,
      lookup: lookupOf(found),
      signal,
      headers: {
        "user-agent": "waybill",
        "content-type": "application/json",
        "content-length": String(Buffer.byteLength(post.body)),
        ...post.headers,
      },
    };
    const sent: ClientRequest = request(url, options, (answer) => {
      resolve(answer.statusCode ?? 0);
      answer.on("error", () => {}); // it is cut off, however long it would be
      answer.destroy();
    });
    sent.on("error", ({ code = "unknown" }: NodeJS.ErrnoException) =>
      reject(fault("connect/unreachable", `${url.host} cannot be reached (${code}).`)),
    );
    sent.end(post.body);
  });
}

async function addressesOf(url: URL, host: string, { names }: OutwardPost): Promise<readonly Address[]> {
  try {
    const found = await (names ?? (async (name: string) => await resolve(name, { all: true })))(host);
    if (found.length > 0) return found;
  } catch {
    // said below
  }
  throw fault("connect/no-name", `The name ${url.hostname} leads to no address.`);
}

/** Answers what was looked at already. */
function lookupOf(found: readonly Address[]): LookupFunction {
  return (_, options, answer) => {
    const [first] = found;
    if (options.all === true) answer(null, [...found]);
    else answer(null, first?.address ?? "", first?.family ?? 4);
  };
}

function fault(code: string, what: string, remedy = "Look whether the address is right."): WaybillError {
  return new WaybillError(code, what, remedy);
}
