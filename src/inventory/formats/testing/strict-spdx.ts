import * as z from "zod";

/**
 * SPDX 2.3 as its specification (clauses 6 to 12) defines the parts that we write; anything else is refused. The official
 * schema is no part of this repository.
 */
const Id = z.string().regex(/^SPDXRef-[A-Za-z0-9.-]+$/);
const Time = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
const Tool = z.string().regex(/^Tool: \S+$/);

const Annotation = z.strictObject({
  annotationDate: Time,
  annotationType: z.enum(["OTHER", "REVIEW"]),
  annotator: Tool,
  comment: z.string(),
});

const Package = z.strictObject({
  SPDXID: Id,
  name: z.string(),
  versionInfo: z.string().optional(),
  supplier: z
    .string()
    .regex(/^Organization: ./)
    .optional(),
  downloadLocation: z.literal("NOASSERTION"),
  filesAnalyzed: z.literal(false),
  licenseConcluded: z.literal("NOASSERTION"),
  licenseDeclared: z.string().min(1),
  copyrightText: z.literal("NOASSERTION"),
  primaryPackagePurpose: z.enum(["APPLICATION", "CONTAINER", "OPERATING_SYSTEM"]).optional(),
  checksums: z
    .array(
      z.strictObject({
        algorithm: z.enum(["MD5", "SHA1", "SHA256", "SHA384", "SHA512"]),
        checksumValue: z.string().regex(/^[0-9a-f]+$/),
      }),
    )
    .optional(),
  sourceInfo: z.string().optional(),
  externalRefs: z
    .array(
      z.strictObject({
        referenceCategory: z.literal("PACKAGE-MANAGER"),
        referenceType: z.literal("purl"),
        referenceLocator: z.string().regex(/^pkg:\S+$/),
      }),
    )
    .optional(),
  annotations: z.array(Annotation).optional(),
});

export const StrictSpdx = z.strictObject({
  spdxVersion: z.literal("SPDX-2.3"),
  dataLicense: z.literal("CC0-1.0"),
  SPDXID: z.literal("SPDXRef-DOCUMENT"),
  name: z.string().min(1),
  documentNamespace: z.string().regex(/^urn:uuid:[0-9a-f-]{36}$/),
  creationInfo: z.strictObject({ created: Time, creators: z.array(Tool).min(1) }),
  annotations: z.array(Annotation).optional(),
  packages: z.array(Package),
  relationships: z.array(
    z.strictObject({
      spdxElementId: Id,
      relationshipType: z.enum([
        "CONTAINS",
        "DEPENDS_ON",
        "DESCRIBES",
        "DEV_DEPENDENCY_OF",
        "OPTIONAL_DEPENDENCY_OF",
        "RUNTIME_DEPENDENCY_OF",
      ]),
      relatedSpdxElement: Id,
    }),
  ),
  hasExtractedLicensingInfos: z
    .array(
      z.strictObject({
        licenseId: z.string().regex(/^LicenseRef-[A-Za-z0-9.-]+$/),
        name: z.string().min(1),
        extractedText: z.string().min(1),
      }),
    )
    .optional(),
});
