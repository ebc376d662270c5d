import * as z from "zod";

const Id = z.string().min(1);
const ids = z.union([Id.transform((id) => [id]), z.array(Id)]).default([]);

/** The elements of an SPDX 3.0 document (JSON-LD in its compact form) that we use. */
export const Spdx3Element = z.object({ type: z.string(), spdxId: Id.optional(), "@id": Id.optional() });

export const Spdx3Package = z.object({
  spdxId: Id,
  name: z.string().min(1),
  software_packageUrl: z.string().optional(),
  suppliedBy: ids,
  externalIdentifier: z.array(z.object({ externalIdentifierType: z.string(), identifier: z.string() })).default([]),
  verifiedUsing: z.array(z.object({ algorithm: z.string().optional(), hashValue: z.string().optional() })).default([]),
});
export type Spdx3Package = z.infer<typeof Spdx3Package>;

export const Spdx3Relationship = z.object({
  from: Id,
  to: ids,
  relationshipType: z.string(),
  /** Of a dependency: `development`, `runtime`, `test`, `build` … */
  scope: z.string().optional(),
});
export type Spdx3Relationship = z.infer<typeof Spdx3Relationship>;

/** A licence or an agent: each has its words under another name. */
export const Spdx3Named = z.object({
  name: z.string().optional(),
  simplelicensing_licenseExpression: z.string().optional(),
});
