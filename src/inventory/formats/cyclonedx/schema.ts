import * as z from "zod";

/** Some write null where they mean nothing. */
const list = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform((items) => items ?? []);

/** The parts of a CycloneDX document (1.2 to 1.7) that we use; components are read one by one. */
export const CycloneDxDocument = z.object({
  bomFormat: z.literal("CycloneDX"),
  specVersion: z.string(),
  metadata: z
    .object({
      component: z.unknown().optional(),
      properties: list(z.unknown()),
    })
    .nullish(),
  components: list(z.unknown()),
  dependencies: list(z.unknown()),
  compositions: list(z.unknown()),
});
export type CycloneDxDocument = z.infer<typeof CycloneDxDocument>;

const Text = z.string().min(1);

const LicenseChoice = z.object({
  expression: Text.optional(),
  license: z.object({ id: Text.optional(), name: Text.optional() }).optional(),
});

export const CycloneDxComponent = z.object({
  type: z.string(),
  "bom-ref": Text.optional(),
  supplier: z.object({ name: z.string().optional() }).nullish(),
  publisher: z.string().nullish(),
  group: z.string().nullish(),
  name: Text,
  version: z.string().nullish(),
  purl: Text.optional(),
  scope: z.enum(["required", "optional", "excluded"]).optional(),
  hashes: list(z.object({ alg: z.string(), content: z.string() })),
  licenses: list(LicenseChoice),
  properties: list(z.object({ name: z.string(), value: z.string().optional() })),
  evidence: z.object({ occurrences: list(z.unknown()) }).nullish(),
  components: list(z.unknown()),
});
export type CycloneDxComponent = z.infer<typeof CycloneDxComponent>;

export const CycloneDxDependency = z.object({ ref: Text, dependsOn: list(z.string()) });

/** A place; `additionalContext` is of 1.6 and later. */
export const CycloneDxOccurrence = z.object({
  location: z.string(),
  line: z.int().positive().optional().catch(undefined),
  additionalContext: z.string().optional(),
});

/** `aggregate` says whether what the assemblies hold is all there. */
export const CycloneDxComposition = z.object({ aggregate: z.string(), assemblies: list(z.string()) });

export const CycloneDxProperty = z.object({ name: z.string(), value: z.string() });
