import { z } from "zod";

/** The parts of a CycloneDX document (1.2 to 1.7) that we use; components are read one by one. */
export const CycloneDxDocument = z.object({
  bomFormat: z.literal("CycloneDX"),
  specVersion: z.string(),
  metadata: z.object({ component: z.unknown().optional() }).optional(),
  components: z.array(z.unknown()).default([]),
  dependencies: z.array(z.unknown()).default([]),
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
  group: z.string().optional(),
  name: Text,
  version: z.string().optional(),
  purl: Text.optional(),
  scope: z.enum(["required", "optional", "excluded"]).optional(),
  licenses: z.array(LicenseChoice).default([]),
  properties: z.array(z.object({ name: z.string(), value: z.string().optional() })).default([]),
  components: z.array(z.unknown()).default([]),
});
export type CycloneDxComponent = z.infer<typeof CycloneDxComponent>;

export const CycloneDxDependency = z.object({ ref: Text, dependsOn: z.array(z.string()).default([]) });
