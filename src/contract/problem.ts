import * as z from "zod";

/** An answer that refuses (RFC 9457). `code` is stable and what programs decide on; the rest is for people. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  /** Of a refusal by policy: which policy decided. */
  policy: z.string().optional(),
  /** What does not fit, by its path in the request. */
  errors: z.array(z.object({ at: z.string(), message: z.string() })).optional(),
});
export type Problem = z.infer<typeof Problem>;

/** An answer that refuses, in the form of SCIM (RFC 7644, section 3.12). */
export const ScimProblem = z.object({
  schemas: z.array(z.string()),
  status: z.string(),
  detail: z.string(),
  scimType: z.string().optional(),
});

/** An answer that refuses, in the form of OSV's service. */
export const OsvProblem = z.object({ code: z.int(), message: z.string() });
