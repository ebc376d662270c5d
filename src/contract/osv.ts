import * as z from "zod";
import { endpoint } from "./endpoint.ts";

/** A question as OSV's service takes it (google.github.io/osv.dev/post-v1-query); other fields are not looked at. */
const OsvQuestion = z.object({
  version: z.string().max(512).optional(),
  commit: z.string().max(64).optional(),
  package: z
    .object({
      name: z.string().max(512).optional(),
      ecosystem: z.string().max(128).optional(),
      purl: z.string().max(2_048).optional(),
    })
    .optional(),
  page_token: z.string().max(128).optional(),
});

/** A record in OSV's own schema (ossf.github.io/osv-schema). */
const OsvRecord = z.looseObject({ id: z.string(), modified: z.string() });

export const osvQuery = endpoint({
  id: "osvQuery",
  method: "POST",
  path: "/v1/query",
  summary: "As OSV's service: the records that concern a package, whole",
  action: "advisories.query",
  body: OsvQuestion,
  answer: z.object({ vulns: z.array(OsvRecord).optional() }),
  errors: "osv",
});

export const osvQueryBatch = endpoint({
  id: "osvQueryBatch",
  method: "POST",
  path: "/v1/querybatch",
  summary: "As OSV's service: up to 1,000 questions at once, answered by ids",
  action: "advisories.query",
  body: z.object({ queries: z.array(OsvQuestion).max(1_000) }),
  bodyLimit: 4 * 1024 * 1024,
  answer: z.object({
    results: z.array(z.object({ vulns: z.array(z.object({ id: z.string(), modified: z.string() })).optional() })),
  }),
  errors: "osv",
});

export const osvRecord = endpoint({
  id: "osvRecord",
  method: "GET",
  path: "/v1/vulns/{id}",
  summary: "As OSV's service: one record",
  action: "advisories.query",
  params: z.strictObject({ id: z.string().min(1).max(200) }),
  answer: OsvRecord,
  errors: "osv",
});
