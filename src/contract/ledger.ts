import * as z from "zod";
import { endpoint } from "./endpoint.ts";
import { page } from "./paging.ts";

/** A line of the record of deeds, sealed by the hash of the line before it. */
export const LedgerLine = z.object({
  seq: z.int(),
  at: z.iso.datetime(),
  actor: z.string(),
  action: z.string(),
  about: z.string(),
  /** JSON, exactly as it was sealed. */
  detail: z.string(),
  /** SHA-256, hexadecimal. */
  hash: z.string(),
});

export const readLedger = endpoint({
  id: "readLedger",
  method: "GET",
  path: "/v1/ledger",
  summary: "The record of deeds, oldest first; whoever reads it can check its chain of hashes without trusting the hub",
  action: "ledger.read",
  query: z.strictObject({
    after: z.coerce.number().int().min(0).default(0),
    limit: z.coerce.number().int().min(1).max(1_000).default(1_000),
  }),
  answer: page(LedgerLine),
});
