import { createLocalJWKSet, type JSONWebKeySet } from "jose";
import * as z from "zod";
import { createNetwork, isLoopback } from "../../connect/network.ts";
import { WaybillError } from "../../core/errors.ts";

/** What an issuer says of itself (OpenID Connect Discovery 1.0). */
const Discovery = z.object({ issuer: z.string(), jwks_uri: z.url() });
const Keys = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).max(100) });

/** Keys are believed for so long before they are fetched anew, and not fetched more often than that; milliseconds. */
const FRESH = 10 * 60_000;
const SOONEST = 30_000;
const LARGEST = 256 * 1024;

export type KeySet = ReturnType<typeof createLocalJWKSet>;

/** The keys of issuers, fetched when they are asked for and kept for a while. */
export class IssuerKeys {
  readonly #kept = new Map<string, { readonly at: number; readonly keys: KeySet }>();
  readonly #pending = new Map<string, Promise<KeySet>>();

  /**
   * @param isNew the token names a key that was not among those that we have: fetch again, though not at once
   * @throws WaybillError where the issuer cannot be asked, or says that it is another
   */
  async of(issuer: string, now: Date, isNew = false): Promise<KeySet> {
    const kept = this.#kept.get(issuer);
    const age = kept === undefined ? Number.POSITIVE_INFINITY : now.getTime() - kept.at;
    if (kept !== undefined && age < (isNew ? SOONEST : FRESH)) return kept.keys;
    const pending = this.#pending.get(issuer) ?? this.#fetch(issuer, now);
    this.#pending.set(issuer, pending);
    try {
      return await pending;
    } finally {
      this.#pending.delete(issuer);
    }
  }

  async #fetch(issuer: string, now: Date): Promise<KeySet> {
    const home = checkedIssuer(issuer);
    const network = createNetwork({ offline: false, hosts: [home.host] });
    const ask = async <T>(url: string, form: z.ZodType<T>): Promise<T> => {
      const answer = await network.request(url, { timeout: 10_000, limit: LARGEST });
      if (answer.status !== 200) throw unfit(issuer, `${new URL(url).pathname} answered ${answer.status}`);
      const parsed = form.safeParse(jsonOf(await answer.text()));
      if (!parsed.success) throw unfit(issuer, `${new URL(url).pathname} is not what it should be`);
      return parsed.data;
    };
    const said = await ask(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`, Discovery);
    if (said.issuer !== issuer) throw unfit(issuer, "it calls itself otherwise");
    // Keys of another host would be believed on a name that nobody named.
    if (new URL(said.jwks_uri).host !== home.host)
      throw unfit(issuer, "its keys lie with another host; hand them over");
    const keys = createLocalJWKSet((await ask(said.jwks_uri, Keys)) as JSONWebKeySet);
    this.#kept.set(issuer, { at: now.getTime(), keys });
    return keys;
  }
}

/** An address that a token's issuer may have. @throws WaybillError */
export function checkedIssuer(issuer: string): URL {
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined;
  const isSafe = url?.protocol === "https:" || (url?.protocol === "http:" && isLoopback(url.hostname));
  if (url !== undefined && isSafe && url.username === "" && url.search === "" && url.hash === "") return url;
  throw unfit(issuer, "it is no https address");
}

function unfit(issuer: string, why: string): WaybillError {
  return new WaybillError(
    "hub/issuer",
    `The issuer ${issuer} cannot be asked for its keys: ${why}.`,
    "Hand its keys over.",
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
