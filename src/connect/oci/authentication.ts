import { WaybillError } from "../../core/errors.ts";
import type { Answer, Network } from "../../core/network.ts";
import { isLoopback } from "../network.ts";
import type { Challenge } from "./challenge.ts";
import type { Credentials, FindCredentials } from "./credentials.ts";
import { parse, readJson } from "./document.ts";
import { TokenAnswer } from "./schema.ts";

export interface AuthenticationContext {
  readonly network: Network;
  /** Whose credentials apply, and for which repository. */
  readonly registry: string;
  readonly repository: string;
  /** The address of the registry. */
  readonly base: URL;
  readonly findCredentials: FindCredentials;
  readonly ask: (send: () => Promise<Answer>) => Promise<Answer>;
  readonly timeout?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The value of `Authorization` that answers a challenge. Protocol: distribution, "token authentication". */
export async function answerChallenge(challenge: Challenge, context: AuthenticationContext): Promise<string> {
  const credentials = await context.findCredentials(context.registry);
  if (challenge.scheme === "bearer") return `Bearer ${await fetchToken(challenge, credentials, context)}`;
  if (credentials.kind === "password") return basic(credentials);
  throw denied(context, credentials);
}

function basic({ user, password }: { readonly user: string; readonly password: string }): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
}

async function fetchToken(
  { parameters }: Challenge,
  credentials: Credentials,
  context: AuthenticationContext,
): Promise<string> {
  const realm = readRealm(parameters["realm"], context);
  const scope = `repository:${context.repository}:pull`;
  const { network, timeout, signal } = context;
  const options = {
    hosts: [realm.host],
    limit: 1024 * 1024,
    ...(timeout !== undefined && { timeout }),
    ...(signal && { signal }),
  };
  const service = parameters["service"] ?? "";
  const send = () => {
    if (credentials.kind === "refresh") {
      const form = { grant_type: "refresh_token", client_id: "waybill", refresh_token: credentials.token };
      const body = new URLSearchParams({ ...form, service, scope }).toString();
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      return network.request(realm, { ...options, method: "POST", headers, body });
    }
    const url = new URL(realm);
    if (service !== "") url.searchParams.set("service", service);
    url.searchParams.set("scope", scope);
    const headers: Record<string, string> = {};
    if (credentials.kind === "password") headers["authorization"] = basic(credentials);
    return network.request(url, { ...options, headers });
  };
  const answer = await context.ask(send);
  const bytes = await answer.bytes();
  if (answer.status === 401 || answer.status === 403) throw denied(context, credentials);
  if (answer.status !== 200) throw noToken(realm, `it answered ${answer.status}`);
  const { token, access_token: accessToken } = parse(
    TokenAnswer,
    readJson(bytes, "its answer"),
    `The token of ${realm.host}`,
  );
  const found = token ?? accessToken;
  if (found === undefined || !/^[\x21-\x7e]+$/.test(found)) throw noToken(realm, "its answer holds no token");
  return found;
}

/** The registry says where tokens are given out; it must not lead our password to a place without encryption. */
function readRealm(realm: string | undefined, { base }: AuthenticationContext): URL {
  const url = realm !== undefined && URL.canParse(realm) ? new URL(realm) : undefined;
  const isAllowed =
    url?.protocol === "https:" ||
    (url?.protocol === "http:" &&
      base.protocol === "http:" &&
      (url.host === base.host || (isLoopback(url.hostname) && isLoopback(base.hostname))));
  if (url !== undefined && isAllowed && url.username === "") return url;
  throw new WaybillError(
    "oci/bad-realm",
    `${base.host} asks for a token from a place without encryption or without an address.`,
    "Nothing was sent there. Ask who runs the registry to name an https address for its tokens.",
  );
}

function noToken(realm: URL, why: string): WaybillError {
  return new WaybillError(
    "oci/no-token",
    `${realm.host} gave no token: ${why}.`,
    "Run it again; if it stays, ask who runs the registry.",
  );
}

export function denied(
  { registry, repository }: Pick<AuthenticationContext, "registry" | "repository">,
  credentials: Credentials,
): WaybillError {
  const because = credentials.kind === "none" && credentials.because !== undefined ? ` ${credentials.because}` : "";
  const advice =
    credentials.kind === "none"
      ? `If the image is private, run \`docker login ${registry}\` first; if it is not, look for a typing mistake in its name.`
      : `The registry knows the login and does not let it in: run \`docker login ${registry}\` again, or ask for the right to pull.`;
  return new WaybillError("oci/denied", `${registry} does not give out ${repository}.${because}`, advice);
}
