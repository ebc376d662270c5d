import * as z from "zod";

/** A question as OSV's service takes it (google.github.io/osv.dev/post-v1-query). */
export const OsvQuery = z.object({
  commit: z.string().max(64).optional(),
  version: z.string().max(512).optional(),
  package: z
    .object({
      name: z.string().max(512).optional(),
      ecosystem: z.string().max(128).optional(),
      purl: z.string().max(2048).optional(),
    })
    .optional(),
  page_token: z.string().max(128).optional(),
});
export type OsvQuery = z.infer<typeof OsvQuery>;

/** Several questions at once; OSV's own bound. */
export const OsvBatch = z.object({ queries: z.array(OsvQuery).max(1000) });
