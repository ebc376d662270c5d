import * as z from "zod";
import { endpoint } from "./endpoint.ts";

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
