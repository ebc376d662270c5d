import * as z from "zod";
import { endpoint } from "./endpoint.ts";
import { PageQuery, page } from "./paging.ts";
import { MACHINE_ROLES } from "./roles.ts";

const Name = z.string().trim().min(1).max(100);

/** Which system signs, and so which claims a binding has to name. */
export const IssuerKind = z.enum(["github", "gitlab", "kubernetes", "oidc"]);
export type IssuerKind = z.infer<typeof IssuerKind>;

/** Claims that say whose job it is: a binding names all of one line. */
export const DEMANDED_CLAIMS: Readonly<Record<IssuerKind, readonly (readonly string[])[]>> = {
  github: [
    ["repository", "ref", "workflow_ref"],
    ["repository", "ref", "job_workflow_ref"],
    ["repository", "ref", "workflow"],
  ],
  gitlab: [["project_path", "ref", "ref_type"]],
  kubernetes: [["sub"]],
  oidc: [["sub"]],
};

/** Who signs tokens that the hub believes. */
export const Issuer = z.object({
  id: z.uuid(),
  name: z.string(),
  kind: IssuerKind,
  /** As it stands in the tokens. */
  issuer: z.string(),
  /** For whom the tokens must be made: this hub. */
  audience: z.string(),
  /** Whether its keys were handed over, and are not fetched. */
  hasOwnKeys: z.boolean(),
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
});
export type Issuer = z.infer<typeof Issuer>;

const PublicKeys = z.object({
  keys: z
    .array(z.looseObject({ kty: z.enum(["RSA", "EC", "OKP"]), kid: z.string().max(200).optional() }))
    .min(1)
    .max(20),
});

export const trustIssuer = endpoint({
  id: "trustIssuer",
  method: "POST",
  path: "/v1/workloads/issuers",
  summary: "Believe what an issuer of identity tokens signs, for jobs that a binding names",
  action: "workloads.trust",
  body: z.strictObject({
    name: Name,
    kind: IssuerKind,
    issuer: z.url().max(500),
    audience: z.string().trim().min(1).max(500),
    /** A JSON Web Key Set, where the issuer cannot be reached from the hub. */
    keys: PublicKeys.optional(),
  }),
  answer: Issuer,
  status: 201,
});

export const listIssuers = endpoint({
  id: "listIssuers",
  method: "GET",
  path: "/v1/workloads/issuers",
  summary: "The issuers that are believed",
  action: "workloads.read",
  query: PageQuery,
  answer: page(Issuer),
});

export const distrustIssuer = endpoint({
  id: "distrustIssuer",
  method: "DELETE",
  path: "/v1/workloads/issuers/{id}",
  summary: "Believe an issuer no more; its bindings and the tokens that stand on them end at once",
  action: "workloads.trust",
  params: z.strictObject({ id: z.uuid() }),
  answer: Issuer,
});

const Claims = z
  .record(z.string().regex(/^[\w.:/-]{1,100}$/), z.string().min(1).max(500))
  .refine((claims) => Object.keys(claims).length <= 20, "at most 20 claims");

/** Whose jobs get which role. */
export const Binding = z.object({
  id: z.uuid(),
  name: z.string(),
  issuer: z.uuid(),
  claims: z.record(z.string(), z.string()),
  role: z.enum(MACHINE_ROLES),
  team: z.uuid().nullable(),
  minutes: z.int(),
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
});
export type Binding = z.infer<typeof Binding>;

export const createBinding = endpoint({
  id: "createBinding",
  method: "POST",
  path: "/v1/workloads/bindings",
  summary: "Give the jobs that bring these claims a machine's role, for minutes at a time",
  action: "workloads.trust",
  body: z.strictObject({
    name: Name,
    issuer: z.uuid(),
    /** Each must be in the token, exactly so; a `*` ends a `ref` that stands for several, such as `refs/tags/*`. */
    claims: Claims,
    role: z.enum(MACHINE_ROLES),
    team: z.uuid().nullable().default(null),
    minutes: z.int().min(1).max(15).default(15),
  }),
  answer: Binding,
  status: 201,
});

export const listBindings = endpoint({
  id: "listBindings",
  method: "GET",
  path: "/v1/workloads/bindings",
  summary: "Whose jobs get which role",
  action: "workloads.read",
  query: PageQuery,
  answer: page(Binding),
});

export const removeBinding = endpoint({
  id: "removeBinding",
  method: "DELETE",
  path: "/v1/workloads/bindings/{id}",
  summary: "Take a role from jobs; tokens that were given for it end at once",
  action: "workloads.trust",
  params: z.strictObject({ id: z.uuid() }),
  answer: Binding,
});

export const exchangeToken = endpoint({
  id: "exchangeToken",
  method: "POST",
  path: "/v1/workloads/token",
  summary: "Hand in a job's identity token, once, and get a token of the hub for at most 15 minutes",
  action: { open: "sign-in" },
  body: z.strictObject({
    token: z.string().min(1).max(16_384),
    /** Which binding is meant, where the claims fit several. */
    binding: z.string().min(1).max(100).optional(),
  }),
  answer: z.object({
    token: z.string(),
    expiresAt: z.iso.datetime(),
    binding: z.string(),
    role: z.enum(MACHINE_ROLES),
    team: z.uuid().nullable(),
  }),
  status: 201,
});
