/** A harmless question that only whoever holds the credential gets an answer to: “who am I”. It changes nothing. */
export interface Provider {
  /** As the configuration names it: `github`. */
  readonly id: string;
  /** Ids of detectors whose values it knows. */
  readonly detectors: readonly string[];
  readonly method?: "POST";
  /** Below the address that the configuration names. */
  readonly path: string;
  readonly headers: (value: string) => Readonly<Record<string, string>>;
  /** What an answer means. Undefined where it says nothing sure: a limit, a fault, a right that is missing. */
  readonly meaning: (status: number, body: string) => "live" | "dead" | undefined;
}

const bearer = (value: string) => ({ authorization: `Bearer ${value}` });

function byStatus(dead: number): Provider["meaning"] {
  return (status) => (status === 200 ? "live" : status === dead ? "dead" : undefined);
}

/** Questions and answers as the providers document them. */
export const PROVIDERS: readonly Provider[] = [
  {
    id: "github",
    detectors: ["github-token", "github-fine-grained-token", "github-legacy-token"],
    path: "/user",
    headers: (value) => ({ ...bearer(value), accept: "application/vnd.github+json" }),
    meaning: byStatus(401),
  },
  {
    id: "gitlab",
    detectors: ["gitlab-token"],
    path: "/api/v4/personal_access_tokens/self",
    headers: (value) => ({ "private-token": value }),
    meaning: byStatus(401),
  },
  { id: "npm", detectors: ["npm-token"], path: "/-/whoami", headers: bearer, meaning: byStatus(401) },
  {
    id: "slack",
    detectors: ["slack-token"],
    method: "POST",
    path: "/api/auth.test",
    headers: bearer,
    meaning: (status, body) => {
      if (status !== 200) return undefined;
      if (/"ok":\s?true/.test(body)) return "live";
      return /"error":\s?"(?:invalid_auth|account_inactive|token_revoked|token_expired)"/.test(body)
        ? "dead"
        : undefined;
    },
  },
  { id: "openai", detectors: ["openai-key"], path: "/v1/models", headers: bearer, meaning: byStatus(401) },
  {
    id: "anthropic",
    detectors: ["anthropic-key"],
    path: "/v1/models",
    headers: (value) => ({ "x-api-key": value, "anthropic-version": "2023-06-01" }),
    meaning: byStatus(401),
  },
  {
    id: "huggingface",
    detectors: ["huggingface-token"],
    path: "/api/whoami-v2",
    headers: bearer,
    meaning: byStatus(401),
  },
  { id: "stripe", detectors: ["stripe-key"], path: "/v1/account", headers: bearer, meaning: byStatus(401) },
  { id: "sendgrid", detectors: ["sendgrid-key"], path: "/v3/scopes", headers: bearer, meaning: byStatus(401) },
  {
    id: "digitalocean",
    detectors: ["digitalocean-token"],
    path: "/v2/account",
    headers: bearer,
    meaning: byStatus(401),
  },
  {
    id: "vault",
    detectors: ["vault-token"],
    path: "/v1/auth/token/lookup-self",
    headers: (value) => ({ "x-vault-token": value }),
    meaning: byStatus(403),
  },
];
