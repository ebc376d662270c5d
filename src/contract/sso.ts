import * as z from "zod";
import { endpoint } from "./endpoint.ts";

const Slug = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/);
const open = { open: "sign-in" } as const;

export const waysIn = endpoint({
  id: "waysIn",
  method: "GET",
  path: "/v1/sign-in",
  summary: "By which identity providers people may sign in, besides password and passkey",
  action: open,
  answer: z.object({ providers: z.array(z.object({ id: Slug, name: z.string() })) }),
});

export const signInByProvider = endpoint({
  id: "signInByProvider",
  method: "POST",
  path: "/v1/sign-in/sso",
  summary: "Begin to sign in by an identity provider: where to send the browser",
  action: open,
  body: z.strictObject({ provider: Slug }),
  answer: z.object({ url: z.url() }),
});

export const providerCallback = endpoint({
  id: "providerCallback",
  method: "GET",
  path: "/v1/auth/sso/callback/{provider}",
  summary: "Where an identity provider sends the browser back to, and which sends it on to the hub's page",
  action: open,
  params: z.strictObject({ provider: Slug }),
  query: z.object({ code: z.string().max(8_192).optional(), state: z.string().max(1_024).optional() }),
  answer: z.string(),
  status: 302,
  contentType: "text/plain; charset=utf-8",
});

export const IdentityProvider = z.object({
  id: Slug,
  name: z.string(),
  /** What it speaks: OpenID Connect or SAML 2.0. */
  kind: z.enum(["oidc", "saml"]),
  issuer: z.string(),
  domains: z.array(z.string()),
  /** To be named to the provider: where it may send browsers back to. With SAML, it is also the hub's entity id there. */
  callback: z.string(),
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
});
export type IdentityProvider = z.infer<typeof IdentityProvider>;

export const addProvider = endpoint({
  id: "addProvider",
  method: "POST",
  path: "/v1/sso/providers",
  summary: "Let people with an account sign in by an OpenID Connect provider, which answers for their second factor",
  action: "sso.set",
  body: z.strictObject({
    id: Slug,
    name: z.string().trim().min(1).max(100),
    issuer: z.url().max(500),
    clientId: z.string().min(1).max(500),
    clientSecret: z.string().min(1).max(2_000),
    /** It may speak for addresses of these domains, and no others. */
    domains: z
      .array(z.string().regex(/^[a-z0-9.-]{1,253}$/))
      .min(1)
      .max(100),
  }),
  answer: IdentityProvider,
  status: 201,
});

export const listProviders = endpoint({
  id: "listProviders",
  method: "GET",
  path: "/v1/sso/providers",
  summary: "The identity providers by which people sign in",
  action: "sso.read",
  answer: z.object({ items: z.array(IdentityProvider) }),
});

export const removeProvider = endpoint({
  id: "removeProvider",
  method: "DELETE",
  path: "/v1/sso/providers/{id}",
  summary: "Let nobody sign in by a provider any more; sessions that began by one end at once",
  action: "sso.set",
  params: z.strictObject({ id: Slug }),
  answer: z.object({ ended: z.int() }),
});
