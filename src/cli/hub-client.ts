import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { createNetwork, isLoopback } from "../connect/network.ts";
import type { Endpoint } from "../contract/endpoint.ts";
import { Problem } from "../contract/problem.ts";
import { WaybillError } from "../core/errors.ts";
import type { Network } from "../core/network.ts";
import type { Options } from "./options.ts";

/** Asks a hub, in the words of the contract. */
export interface HubClient {
  readonly url: string;
  /** @throws WaybillError where the hub refuses, with its reason, or does not answer as the contract says */
  call<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType>(
    endpoint: Endpoint<P, Q, B, A>,
    input?: { readonly params?: z.input<P>; readonly query?: z.input<Q>; readonly body?: z.input<B> },
  ): Promise<z.output<A>>;
}

/** Where `waybill login` keeps which hub is meant and its key. */
export const LOGIN_FILE = "hub-login.json";

export const Login = z.object({ url: z.url(), key: z.string() });
export type Login = z.infer<typeof Login>;

/** The hub and key of a call: `--hub` and WAYBILL_HUB, WAYBILL_KEY, else those of `waybill login`. @throws WaybillError */
export function loginOf(
  wish: unknown,
  { dataDirectory }: Pick<Options, "dataDirectory">,
  environment: NodeJS.ProcessEnv = process.env,
): Login {
  const kept = keptLogin(dataDirectory);
  const url = (typeof wish === "string" ? wish : environment["WAYBILL_HUB"]) || kept?.url;
  const key = environment["WAYBILL_KEY"] || (kept !== undefined && kept.url === url ? kept.key : undefined);
  if (url === undefined)
    throw new WaybillError(
      "call/no-hub",
      "No hub is named.",
      "Name one with --hub or WAYBILL_HUB, or run `waybill login`.",
    );
  if (key === undefined)
    throw new WaybillError(
      "call/no-key",
      `There is no key for ${url}.`,
      "Set WAYBILL_KEY, or run `waybill login` once.",
    );
  return { url: checkedUrl(url), key };
}

/** Never sends a key without encryption, but on this machine. @throws WaybillError */
export function checkedUrl(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !["http:", "https:"].includes(parsed.protocol))
    throw new WaybillError("call/no-hub", "The hub's address is no URL.", "Write https://hub.example.com.");
  if (parsed.protocol === "http:" && !isLoopback(parsed.hostname))
    throw new WaybillError(
      "call/plain-hub",
      `${parsed.host} would get the key without encryption.`,
      "Use https; plain http is for this machine alone.",
    );
  return parsed.href.replace(/\/$/, "");
}

export function hubClient({ url, key }: Login, { offline }: Pick<Options, "offline">): HubClient {
  const network = createNetwork({ offline, hosts: [new URL(url).host] });
  return {
    url,
    async call(endpoint, input = {}) {
      const { status, text } = await send(network, `${url}${addressOf(endpoint, input)}`, key, endpoint, input.body);
      if (status >= 400) throw refusalOf(url, status, text);
      const parsed = endpoint.answer.safeParse(jsonOf(text));
      if (parsed.success) return parsed.data;
      throw new WaybillError(
        "connect/hub-answer",
        `${url} does not answer as a hub of this version does.`,
        "Look whether the address is right, and whether hub and command are of about the same version.",
      );
    },
  };
}

async function send(network: Network, url: string, key: string, { method }: Endpoint, body: unknown) {
  const answer = await network.request(url, {
    method: method as "GET" | "POST" | "PUT",
    headers: {
      ...(key !== "" && { authorization: `Bearer ${key}` }),
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    timeout: 120_000,
  });
  return { status: answer.status, text: await answer.text() };
}

function addressOf({ path }: Endpoint, { params, query }: { params?: unknown; query?: unknown }): string {
  const named = (params ?? {}) as Record<string, unknown>;
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(named[name])));
  const search = new URLSearchParams(
    Object.entries(query ?? {}).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)] as [string, string]],
    ),
  );
  return search.size === 0 ? filled : `${filled}?${search.toString()}`;
}

function refusalOf(url: string, status: number, text: string): WaybillError {
  const problem = Problem.safeParse(jsonOf(text));
  if (!problem.success)
    return new WaybillError(
      "connect/hub-refused",
      `${url} answered ${status}.`,
      "Look whether the address is that of a hub, and whether it runs.",
    );
  const { code, title, detail } = problem.data;
  const isOurs = status >= 500 ? "connect/" : "hub/";
  return new WaybillError(`${isOurs}${code}`, `The hub refuses: ${title} (${code}).`, detail);
}

function keptLogin(dataDirectory: string): Login | undefined {
  try {
    return Login.parse(JSON.parse(readFileSync(join(dataDirectory, LOGIN_FILE), "utf8")));
  } catch {
    return undefined;
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
