import type { BetterAuthPlugin } from "better-auth";
import type { IdentityProvider } from "./library.ts";

/** Sign-in by identity providers (OpenID Connect), as @better-auth/sso has it. */
export function sso(options: {
  readonly defaultSSO: IdentityProvider[];
  readonly disableImplicitSignUp: true;
  readonly trustEmailVerified: true;
  readonly providersLimit: 0;
}): BetterAuthPlugin;
