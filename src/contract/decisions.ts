import * as z from "zod";
import { endpoint } from "./endpoint.ts";
import { PageQuery, page } from "./paging.ts";

const EnvironmentName = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "small letters, digits and dashes");
const Digest = z.string().min(1).max(200);

/** What an environment asks of what runs in it. `version` grows with each change. */
export const Environment = z.object({
  name: EnvironmentName,
  version: z.int(),
  failOn: z.enum(["critical", "high", "medium", "low"]),
  onlyNew: z.boolean(),
  rooms: z.array(z.string()),
  mostDays: z.int(),
});

export const setEnvironment = endpoint({
  id: "setEnvironment",
  method: "PUT",
  path: "/v1/environments/{name}",
  summary: "Say what an environment asks of what runs in it",
  action: "environments.set",
  params: z.strictObject({ name: EnvironmentName }),
  body: z.strictObject({
    failOn: Environment.shape.failOn.default("high"),
    /** Count only what is new against what runs there. */
    onlyNew: z.boolean().default(false),
    rooms: z
      .array(z.enum(["inventory", "advisories", "secrets", "config", "trust"]))
      .min(1)
      .default(["inventory", "advisories", "secrets"]),
    mostDays: z.int().min(1).max(365).default(7),
  }),
  answer: Environment,
});

export const listEnvironments = endpoint({
  id: "listEnvironments",
  method: "GET",
  path: "/v1/environments",
  summary: "The environments and what they ask, by name",
  action: "decisions.read",
  query: PageQuery,
  answer: page(Environment),
});

const DecisionReason = z.object({
  kind: z.enum(["never-seen", "not-seen", "partly-seen", "stale", "stale-advisories", "finding"]),
  text: z.string(),
  /** What would make this reason go away. */
  remedy: z.string(),
});

export const Decision = z.object({
  id: z.int(),
  at: z.iso.datetime(),
  environment: z.string(),
  digest: z.string(),
  lineage: z.int().nullable(),
  admitted: z.boolean(),
  /** Which standard decided: `prod@3`. */
  policy: z.string(),
  /** SHA-256 of the findings that count and that no waiver covers. */
  openSet: z.string(),
  /** The first hundred. */
  reasons: z.array(DecisionReason),
  waivers: z.array(z.int()),
  /** When the first waiver that it stands on ends. */
  until: z.iso.datetime().nullable(),
});

export const askDecision = endpoint({
  id: "askDecision",
  method: "POST",
  path: "/v1/decisions",
  summary:
    "Whether an image may go into an environment, with each reason and what would make it pass; refused is no error",
  action: "decisions.ask",
  body: z.strictObject({
    environment: EnvironmentName,
    digest: Digest,
    /** The lineage's name, where the same digest goes by several. */
    name: z.string().max(500).optional(),
  }),
  answer: Decision,
});

export const Deployment = z.object({
  id: z.int(),
  at: z.iso.datetime(),
  recordedAt: z.iso.datetime(),
  environment: z.string(),
  digest: z.string(),
  lineage: z.int().nullable(),
  actor: z.string(),
  policy: z.string(),
  openSet: z.string(),
  /** Findings that were known, counted there, and were covered by no waiver; null where nobody had looked at it. */
  unaccepted: z.int().nullable(),
  waivers: z.array(z.int()),
  until: z.iso.datetime().nullable(),
});

export const recordDeployment = endpoint({
  id: "recordDeployment",
  method: "POST",
  path: "/v1/deployments",
  summary:
    "Record that an image went into an environment, with what was known of it then; the same key again is the same row",
  action: "deployments.record",
  body: z.strictObject({
    environment: EnvironmentName,
    digest: Digest,
    name: z.string().max(500).optional(),
    /** When it went there, where that is told later; default now. */
    at: z.iso.datetime().optional(),
    /** Chosen by whoever records it, so that trying again doubles nothing. */
    key: z.string().min(8).max(200),
  }),
  answer: Deployment,
  status: 201,
});

export const listDeployments = endpoint({
  id: "listDeployments",
  method: "GET",
  path: "/v1/deployments",
  summary: "What was deployed and what was known of it then, newest first",
  action: "decisions.read",
  query: PageQuery.extend({ environment: EnvironmentName.optional() }),
  answer: page(Deployment),
});

export const deploymentShare = endpoint({
  id: "deploymentShare",
  method: "GET",
  path: "/v1/deployments/share",
  summary: "Of how many deployments it was known that they had findings which nobody had accepted",
  action: "decisions.read",
  query: z.strictObject({ environment: EnvironmentName.optional(), since: z.iso.datetime().optional() }),
  answer: z.object({ deployments: z.int(), withUnaccepted: z.int(), neverLookedAt: z.int() }),
});
