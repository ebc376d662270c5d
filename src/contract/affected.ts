import * as z from "zod";
import { Severity } from "../core/severity.ts";
import { endpoint } from "./endpoint.ts";
import { PageQuery, page } from "./paging.ts";

/** A component that has a hole, or is malware, and who holds it or ever held it. */
export const AffectedComponent = z.object({
  purl: z.string(),
  vulnerability: z.string(),
  /** All names of the hole. */
  records: z.array(z.string()),
  malicious: z.boolean(),
  /** Null where nobody rated it. */
  severity: Severity.nullable(),
  because: z.string(),
  fixedIn: z.string(),
  /** When the hub first knew. */
  since: z.iso.datetime(),
  /** States that hold it or held it, counted to a thousand. */
  images: z.int(),
  /** At most twenty of them, the newest first; `newest` where it is the lineage's state of today. */
  heldBy: z.array(
    z.object({
      lineage: z.int(),
      name: z.string(),
      image: z.int(),
      digest: z.string(),
      firstSeenAt: z.iso.datetime(),
      newest: z.boolean(),
    }),
  ),
});

export const listAffected = endpoint({
  id: "listAffected",
  method: "GET",
  path: "/v1/components/affected",
  summary:
    "Which stored components have holes or are malware by the newest advisories, malware first, then the gravest, of equally grave ones the newest first, and who ever held them. A page may be shorter than asked for, or empty, and have a `next`",
  action: "images.read",
  query: PageQuery.extend({
    /** CVE-…, GHSA-…, MAL-…: any name of the hole. */
    alias: z.string().min(1).max(200).optional(),
    purl: z.string().min(1).max(2_000).optional(),
    malicious: z.enum(["true", "false"]).optional(),
    severity: Severity.optional(),
    /** Known to the hub since then. */
    since: z.iso.datetime().optional(),
    /** Also what only older states hold. */
    ever: z.enum(["true", "false"]).default("false"),
    limit: z.coerce.number().int().min(1).max(100).default(20),
  }),
  answer: page(AffectedComponent),
});

export const matchingState = endpoint({
  id: "matchingState",
  method: "GET",
  path: "/v1/components/matching",
  summary: "By which advisories the stored components were judged last, and what is still to be judged",
  action: "images.read",
  answer: z.object({
    /** SHA-256 of the advisory database; null before the first pass. */
    version: z.string().nullable(),
    builtAt: z.iso.datetime().nullable(),
    finished: z.boolean(),
    /** Counted to a thousand. */
    waitingComponents: z.int(),
    waitingLineages: z.int(),
  }),
});
