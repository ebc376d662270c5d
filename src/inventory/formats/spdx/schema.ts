import * as z from "zod";

/** The parts of an SPDX document (2.2 and 2.3) that we use; packages and relationships are read one by one. */
export const SpdxDocument = z.object({
  spdxVersion: z.string(),
  packages: z.array(z.unknown()).default([]),
  relationships: z.array(z.unknown()).default([]),
  documentDescribes: z.array(z.string()).default([]),
  hasExtractedLicensingInfos: z
    .array(z.object({ licenseId: z.string(), name: z.string().optional(), extractedText: z.string().optional() }))
    .catch([])
    .default([]),
  annotations: z.array(z.unknown()).default([]),
});

const ExternalRef = z.object({ referenceType: z.string(), referenceLocator: z.string() });
const Checksum = z.object({ algorithm: z.string(), checksumValue: z.string() });
export const SpdxAnnotation = z.object({ annotator: z.string(), comment: z.string() });

export const SpdxPackage = z.object({
  SPDXID: z.string().min(1),
  name: z.string().min(1),
  supplier: z.string().optional(),
  licenseConcluded: z.string().optional(),
  licenseDeclared: z.string().optional(),
  externalRefs: z.array(ExternalRef).default([]),
  checksums: z.array(Checksum).default([]),
  annotations: z.array(z.unknown()).default([]),
});
export type SpdxPackage = z.infer<typeof SpdxPackage>;

export const SpdxRelationship = z.object({
  spdxElementId: z.string(),
  relationshipType: z.string(),
  relatedSpdxElement: z.string(),
});
export type SpdxRelationship = z.infer<typeof SpdxRelationship>;
