import type { Kysely } from "kysely";
import { CamelCasePlugin } from "kysely";
import type { Database } from "../db/database.ts";
import type { Factor } from "../db/tables/people-tables.ts";
import { hashPassword, verifyPassword } from "./passwords.ts";

/** The sign-in library, asked as it would be over HTTP. */
export interface Library {
  handler(request: Request): Promise<Response>;
  /** Begins a session for somebody whom the hub itself has recognized; answers with its cookie. */
  begin(person: string, factor: "password" | "sso", headers: Headers): Promise<Response>;
}

export interface LibraryOptions {
  readonly database: Database;
  /** Signs cookies, encrypts secrets. */
  readonly secret: string;
  /** Where people see the hub: scheme, host and port. */
  readonly origin: string;
  /** The identity providers that are known when they are asked for; without it, none are. */
  readonly providers?: IdentityProvider[];
}

/** An OpenID Connect provider, as the library takes it. */
export interface IdentityProvider {
  providerId: string;
  domain: string;
  oidcConfig: {
    issuer: string;
    discoveryEndpoint: string;
    clientId: string;
    clientSecret: string;
    pkce: true;
    scopes: string[];
  };
}

/** Under which path the library believes that it lies. Nothing outside reaches it there. */
export const BASE = "/v1/auth";
/** Carries the caller's address to the library, which believes no header that came from outside. */
export const ADDRESS_HEADER = "x-waybill-address";
export const COOKIE_PREFIX = "waybill";
/** A session ends after a working day, used or not; seconds. */
const SESSION = 12 * 60 * 60;

/** What begins a session, and what was shown then. Anything else is a password. */
const FACTORS: readonly (readonly [path: RegExp, factor: Factor])[] = [
  [/^\/two-factor\/verify-totp$/, "totp"],
  [/^\/two-factor\/verify-backup-code$/, "backup-code"],
  [/^\/passkey\/verify-authentication$/, "passkey"],
  [/^\/sso\/callback\//, "sso"],
];

/** Loads and sets up better-auth: half a second, which only a hub that somebody signs in at pays. */
export async function openLibrary({ database, secret, origin, providers }: LibraryOptions): Promise<Library> {
  const [{ betterAuth }, { kyselyAdapter }, { twoFactor }, { passkey }, { begin }, { APIError }] = await Promise.all([
    import("better-auth/minimal"),
    import("@better-auth/kysely-adapter"),
    import("better-auth/plugins/two-factor"),
    import("@better-auth/passkey"),
    import("./begin-session.ts"),
    import("better-auth/api"),
  ]);
  const sso =
    providers &&
    (await import("./sso-plugin.js")).sso({
      defaultSSO: providers,
      disableImplicitSignUp: true,
      trustEmailVerified: true,
      providersLimit: 0,
    });
  const named = { userId: "personId" };
  // A device that asks for neither finger nor PIN is only one factor.
  const demandUser = (isVerified: boolean | undefined) => {
    if (isVerified === true) return;
    throw new APIError("UNAUTHORIZED", { code: "USER_NOT_VERIFIED", message: "the device did not ask who uses it" });
  };
  const auth = betterAuth({
    appName: "Waybill",
    baseURL: origin,
    basePath: BASE,
    secret,
    database: kyselyAdapter(database.withPlugin(new CamelCasePlugin()) as unknown as Kysely<Record<string, never>>, {
      type: "postgres",
      transaction: true,
    }),
    telemetry: { enabled: false },
    logger: { disabled: true },
    rateLimit: { enabled: false }, // ours counts in the database, over every way in
    // The library fetches from providers inside the network, too: an administrator named them.
    trustedOrigins: () => [origin, ...(providers ?? []).map(({ oidcConfig }) => new URL(oidcConfig.issuer).origin)],
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 12,
      maxPasswordLength: 200,
      password: { hash: hashPassword, verify: verifyPassword },
    },
    user: { modelName: "person" },
    session: {
      modelName: "personSession",
      fields: named,
      expiresIn: SESSION,
      disableSessionRefresh: true,
      additionalFields: { factor: { type: "string", input: false, defaultValue: "password" } },
    },
    account: { modelName: "personAccount", fields: named, updateAccountOnSignIn: false },
    verification: { modelName: "personVerification", storeIdentifier: "hashed" },
    advanced: {
      cookiePrefix: COOKIE_PREFIX,
      useSecureCookies: origin.startsWith("https://"),
      cookies: { session_token: { attributes: { sameSite: "strict" } } },
      database: { generateId: "uuid", validateSchema: false }, // our own migrations make it, and tests hold it
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER], ipv6Subnet: 128 },
      disableOriginCheck: false,
      disableCSRFCheck: false,
    },
    databaseHooks: {
      // What a provider hands out is of no use to the hub, and so not kept.
      account: {
        create: {
          before: async (account) => {
            if (!(await mayVouch(database, account.providerId, account.userId))) return false;
            return { data: { ...account, accessToken: null, refreshToken: null, idToken: null } };
          },
        },
      },
      session: {
        create: {
          before: async (session, context) => {
            const person = await database
              .selectFrom("person")
              .select("disabled_at")
              .where("id", "=", session.userId)
              .executeTakeFirst();
            if (person === undefined || person.disabled_at !== null) return false;
            const factor =
              FACTORS.find(([path]) => path.test(context?.path ?? ""))?.[1] ??
              (session["factor"] === "sso" ? "sso" : "password");
            return { data: { ...session, factor } };
          },
        },
      },
    },
    plugins: [
      twoFactor({
        issuer: "Waybill",
        schema: { twoFactor: { modelName: "personTotp", fields: named } },
        accountLockout: { enabled: true, maxFailedAttempts: 10, durationSeconds: 15 * 60 },
      }),
      passkey({
        rpID: new URL(origin).hostname,
        rpName: "Waybill",
        origin,
        authenticatorSelection: { residentKey: "required", userVerification: "required" },
        registration: {
          afterVerification: async ({ verification }) => demandUser(verification.registrationInfo?.userVerified),
        },
        authentication: {
          afterVerification: async ({ verification }) => demandUser(verification.authenticationInfo.userVerified),
        },
        // Its columns in small letters, whatever the library's plug-in makes of `credentialID`.
        schema: { passkey: { modelName: "personPasskey", fields: { ...named, credentialID: "credentialId" } } },
      }),
      begin(),
      ...(sso === undefined ? [] : [sso]),
    ],
  });
  return {
    handler: auth.handler,
    begin: async (person, factor, headers) =>
      await auth.api.beginSession({ body: { person, factor }, headers, asResponse: true }),
  };
}

/** Whether a provider may speak for somebody: for addresses of its own domains alone. */
async function mayVouch(database: Database, provider: string, person: string): Promise<boolean> {
  const row = await database
    .selectFrom("sso_provider")
    .innerJoin("person", (join) => join.on("person.id", "=", person))
    .select(["sso_provider.domains", "person.email"])
    .where("sso_provider.id", "=", provider)
    .executeTakeFirst();
  return row?.domains.includes(row.email.replace(/^.*@/s, "")) ?? false;
}
