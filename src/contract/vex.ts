import * as z from "zod";
import { endpoint } from "./endpoint.ts";
import { PageQuery, page } from "./paging.ts";

const Product = z.object({
  "@id": z.string(),
  identifiers: z.object({ purl: z.string() }).optional(),
  hashes: z.record(z.string(), z.string()).optional(),
  subcomponents: z.array(z.object({ "@id": z.string() })).optional(),
});

/** A document in OpenVEX 0.2.0. */
export const OpenVex = z.object({
  "@context": z.literal("https://openvex.dev/ns/v0.2.0"),
  "@id": z.string(),
  author: z.string(),
  timestamp: z.iso.datetime(),
  version: z.literal(1),
  tooling: z.string(),
  statements: z.array(
    z.object({
      vulnerability: z.object({ name: z.string(), aliases: z.array(z.string()).optional() }),
      products: z.array(Product),
      /** Never `not_affected`: what is tolerated is there all the same. */
      status: z.enum(["affected", "fixed"]),
      status_notes: z.string().optional(),
      action_statement: z.string().optional(),
      timestamp: z.iso.datetime(),
    }),
  ),
});

export const exportVex = endpoint({
  id: "exportVex",
  method: "GET",
  path: "/v1/lineages/{id}/vex",
  summary:
    "What is known of the holes in a lineage's newest state, as OpenVEX: affected, with what is done about it, or fixed",
  action: "findings.read",
  params: z.strictObject({ id: z.coerce.number().int().positive() }),
  answer: OpenVex,
});

/** What somebody says of a hole in a product. It is shown beside findings and changes nothing by itself. */
export const Claim = z.object({
  id: z.int(),
  document: z.int(),
  status: z.enum(["not_affected", "fixed", "affected", "under_investigation"]),
  reason: z.string(),
  /** As the document says; nobody's signature was checked. */
  author: z.string(),
  saidAt: z.iso.datetime().nullable(),
  /** Who sent the document. */
  sentBy: z.string(),
  names: z.array(z.string()),
});
export type Claim = z.infer<typeof Claim>;

export const VexDocument = z.object({
  id: z.int(),
  team: z.uuid().nullable(),
  format: z.enum(["openvex", "cyclonedx", "csaf"]),
  /** What its author calls it. */
  name: z.string(),
  author: z.string(),
  saidAt: z.iso.datetime().nullable(),
  receivedAt: z.iso.datetime(),
  sentBy: z.string(),
  statements: z.int(),
  /** What in it could not be taken, and why: at most 20 of them. */
  refused: z.array(z.string()),
  /** Whether a newer document of the same name and author has taken its place. */
  replaced: z.boolean(),
});
export type VexDocument = z.infer<typeof VexDocument>;

const MiB = 1024 * 1024;
const Id = z.coerce.number().int().positive();

export const pushVex = endpoint({
  id: "pushVex",
  method: "POST",
  path: "/v1/vex",
  summary: "Take in a VEX document (OpenVEX, CycloneDX, CSAF): its statements are shown beside findings and close none",
  action: "vex.push",
  body: z.strictObject({
    vex: z
      .string()
      .min(2)
      .max(32 * MiB),
    /** Of whose findings it tells; a key that is bound to a team names its own, without one it is everybody's. */
    team: z.uuid().optional(),
  }),
  bodyLimit: 48 * MiB,
  answer: VexDocument.extend({
    /** Whether exactly this was taken in before; nothing was written then. */
    known: z.boolean(),
  }),
});

export const listVex = endpoint({
  id: "listVex",
  method: "GET",
  path: "/v1/vex",
  summary: "VEX documents that were sent, newest first",
  action: "vex.read",
  query: PageQuery,
  answer: page(VexDocument),
});

export const listClaims = endpoint({
  id: "listClaims",
  method: "GET",
  path: "/v1/vex/{id}/claims",
  summary: "The statements of a VEX document, each with open findings of the caller's that it is about",
  action: "vex.read",
  params: z.strictObject({ id: Id }),
  query: PageQuery,
  answer: page(
    Claim.extend({
      /** At most 20. */
      findings: z.array(z.object({ id: z.int(), lineage: z.int(), title: z.string() })),
    }),
  ),
});
