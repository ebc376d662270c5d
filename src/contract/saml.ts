import * as z from "zod";
import { endpoint } from "./endpoint.ts";
import { IdentityProvider } from "./sso.ts";

const Slug = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/);
const open = { open: "sign-in" } as const;

export const addSamlProvider = endpoint({
  id: "addSamlProvider",
  method: "POST",
  path: "/v1/sso/saml-providers",
  summary: "Let people with an account sign in by a SAML 2.0 provider, which answers for their second factor",
  action: "sso.set",
  body: z.strictObject({
    id: Slug,
    name: z.string().trim().min(1).max(100),
    /** The provider's entity id. */
    issuer: z.string().trim().min(1).max(500),
    /** Where it takes requests by redirect (SingleSignOnService, HTTP-Redirect). */
    signOnUrl: z.url().max(500),
    /** Of its signing keys, PEM or as its metadata write them: RSA, 2048 bits or more. Two while it changes over. */
    certificates: z.array(z.string().min(100).max(10_000)).min(1).max(3),
    /** The attribute that holds somebody's address; null for the subject's NameID. */
    attribute: z.string().min(1).max(300).nullable().default(null),
    /** It may speak for addresses of these domains, and no others. */
    domains: z
      .array(z.string().regex(/^[a-z0-9.-]{1,253}$/))
      .min(1)
      .max(100),
  }),
  answer: IdentityProvider,
  status: 201,
});

export const samlCallback = endpoint({
  id: "samlCallback",
  method: "POST",
  path: "/v1/auth/sso/saml/{provider}",
  summary: "Where a SAML provider's page posts its answer, and which sends the browser on to the hub's page",
  action: open,
  params: z.strictObject({ provider: Slug }),
  form: true,
  body: z.object({ SAMLResponse: z.string().min(1) }),
  bodyLimit: 512 * 1024,
  answer: z.string(),
  status: 303,
  contentType: "text/plain; charset=utf-8",
});

export const signInBySaml = endpoint({
  id: "signInBySaml",
  method: "POST",
  path: "/v1/sign-in/saml",
  summary: "Sign in with the ticket for a SAML provider's answer, in the browser that asked for it",
  action: open,
  body: z.strictObject({ ticket: z.string().max(100) }),
  answer: z.object({ next: z.literal("nothing") }),
});
