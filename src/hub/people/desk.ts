import type { FastifyReply, FastifyRequest } from "fastify";
import * as z from "zod";
import type { Database } from "../db/database.ts";
import { Problem } from "../http/problems.ts";
import type { Strongbox } from "../notifications/strongbox.ts";
import { ADDRESS_HEADER, BASE, COOKIE_PREFIX, type IdentityProvider, type Library, openLibrary } from "./library.ts";

/** What a hub needs so that people can sign in. */
export interface PeopleDesk {
  /** Where people see the hub: scheme, host and port. Known once it listens. */
  readonly origin: () => string;
  /** Signs cookies. */
  readonly secret: string;
  /** Encrypts what identity providers gave. */
  readonly strongbox: Strongbox;
  /** Asks the sign-in library. @throws Problem with what it refuses */
  ask(request: FastifyRequest, reply: FastifyReply, question: Question): Promise<unknown>;
  /** Asks it with the identity providers of now; answers where it sends the browser, if it does. */
  askWithProviders(
    request: FastifyRequest,
    reply: FastifyReply,
    question: Question,
    providers: readonly IdentityProvider[],
  ): Promise<{ body: unknown; location: string | null }>;
  /** Begins a session for somebody who showed a one-time link, or for whom a SAML provider vouched. */
  begin(request: FastifyRequest, reply: FastifyReply, person: string, factor?: "password" | "sso"): Promise<void>;
}

interface Question {
  readonly method: "GET" | "POST";
  /** Below the library's own path. */
  readonly path: string;
  readonly body?: object;
  /** Which of its cookies it is shown: a sign-in sees no session that was there before. */
  readonly cookies: readonly Cookie[];
}

type Cookie = "session_token" | "two_factor" | "passkey" | "state";

/** What each cookie is called after its prefix. */
const COOKIES: Record<Cookie, RegExp> = {
  session_token: cookieNamed(`${COOKIE_PREFIX}.session_token`),
  two_factor: cookieNamed(`${COOKIE_PREFIX}.two_factor`),
  passkey: cookieNamed("better-auth-passkey"),
  state: cookieNamed(`${COOKIE_PREFIX}.state`),
};

function cookieNamed(name: string): RegExp {
  return new RegExp(`^(?:__Secure-)?(?:${COOKIE_PREFIX}\\.)?${name.replace(".", "\\.")}=`);
}

export function peopleDesk(wish: {
  readonly database: Database;
  readonly strongbox: Strongbox;
  readonly origin: () => string;
}): PeopleDesk {
  const options = { ...wish, secret: wish.strongbox.keyFor("people") };
  let opened: Promise<Library> | undefined;
  let openedWithProviders: Promise<Library> | undefined;
  const known: IdentityProvider[] = [];
  const library = async () => {
    opened ??= openLibrary({ ...options, origin: options.origin() });
    return await opened;
  };
  return {
    origin: options.origin,
    secret: options.secret,
    strongbox: wish.strongbox,
    async ask(request, reply, question) {
      const response = await (await library()).handler(requestFor(request, options.origin(), question));
      return await take(response, reply);
    },
    async askWithProviders(request, reply, question, providers) {
      // One more piece of the library, which reads SAML, too: only where there is a provider to sign in by.
      openedWithProviders ??= openLibrary({ ...options, origin: options.origin(), providers: known });
      const library = await openedWithProviders;
      known.splice(0, known.length, ...providers);
      const response = await library.handler(requestFor(request, options.origin(), question));
      const location = response.headers.get("location");
      return { location, body: await take(response, reply) };
    },
    async begin(request, reply, person, factor = "password") {
      const headers = headersOf(request, options.origin(), []);
      await take(await (await library()).begin(person, factor, headers), reply);
    },
  };
}

function requestFor(request: FastifyRequest, origin: string, { method, path, body, cookies }: Question): Request {
  const headers = headersOf(request, origin, cookies);
  if (body !== undefined) headers.set("content-type", "application/json");
  return new Request(`${origin}${BASE}${path}`, {
    method,
    headers,
    body: body === undefined ? null : JSON.stringify(body),
  });
}

/** Only what the library needs to see: nothing that it might believe comes from outside. */
function headersOf({ headers, ip }: FastifyRequest, origin: string, cookies: readonly Cookie[]): Headers {
  const shown = (headers.cookie ?? "").split(/; */).filter((one) => cookies.some((name) => COOKIES[name].test(one)));
  return new Headers({
    origin,
    "user-agent": (headers["user-agent"] ?? "").slice(0, 300),
    [ADDRESS_HEADER]: ip,
    ...(shown.length > 0 && { cookie: shown.join("; ") }),
  });
}

const Refusal = z.object({ code: z.string() });

/** Its cookies go on; its refusals become ours. */
async function take(response: Response, reply: FastifyReply): Promise<unknown> {
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) void reply.header("set-cookie", cookies);
  const text = await response.text();
  const body: unknown = text === "" || response.status === 302 ? {} : JSON.parse(text);
  if (response.ok || response.status === 302) return body;
  const code = Refusal.safeParse(body).data?.code ?? "";
  if (response.status >= 500 && !(code in REFUSALS))
    throw new Error(`the sign-in library answered ${response.status} ${code}`);
  throw refusalOf(response.status, code);
}

/** The library's words for what is wrong, and ours. */
const REFUSALS: Readonly<Record<string, readonly [status: number, code: string, detail: string]>> = {
  INVALID_EMAIL_OR_PASSWORD: [401, "sign-in/wrong", "The address or the password is wrong."],
  INVALID_PASSWORD: [403, "sign-in/wrong-password", "The password is wrong."],
  INVALID_CODE: [401, "sign-in/wrong-code", "The code is wrong or past its time."],
  INVALID_BACKUP_CODE: [401, "sign-in/wrong-code", "The code is wrong or was used."],
  INVALID_TWO_FACTOR_COOKIE: [401, "sign-in/begin-again", "The sign-in took too long; begin again."],
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: [429, "auth/too-many", "Too many wrong codes; begin again."],
  ACCOUNT_TEMPORARILY_LOCKED: [429, "auth/too-many", "Too many wrong codes; wait a quarter of an hour."],
  PASSKEY_NOT_FOUND: [401, "sign-in/wrong-passkey", "No account knows this passkey."],
  CHALLENGE_NOT_FOUND: [401, "sign-in/begin-again", "The sign-in took too long; begin again."],
  TOTP_ALREADY_ENABLED: [409, "people/has-totp", "There is an authenticator already."],
  PASSWORD_TOO_SHORT: [400, "people/short-password", "A password has at least 12 characters."],
  FAILED_TO_VERIFY_REGISTRATION: [400, "people/wrong-passkey", "The passkey was not made for what this page asked."],
  AUTHENTICATION_FAILED: [401, "sign-in/wrong-passkey", "The passkey did not sign what this page asked."],
  USER_NOT_VERIFIED: [401, "sign-in/unverified-user", "The passkey's device must ask for a finger, a face or a PIN."],
};

function refusalOf(status: number, said: string): Problem {
  const [ours = status, code = "sign-in/refused", detail = "The sign-in was refused."] = REFUSALS[said] ?? [];
  return new Problem(ours, code, "Not signed in", detail);
}
