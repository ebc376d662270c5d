import * as z from "zod";

/** The parts that we use of a CSAF 2.0 document with the profile VEX (docs.oasis-open.org/csaf/csaf/v2.0). */
const Product = z.object({
  product_id: z.string(),
  name: z.string().default(""),
  product_identification_helper: z.object({ cpe: z.string().optional(), purl: z.string().optional() }).nullish(),
});
export type CsafProduct = z.infer<typeof Product>;

/** Branches nest; each is checked when it is reached, so that none can be too deep for us. */
export const CsafBranch = z.object({ product: Product.nullish(), branches: z.array(z.unknown()).nullish() });

const Ids = z.array(z.string()).optional();
const PRODUCTS = { product_ids: Ids };

const Vulnerability = z.object({
  cve: z.string().optional(),
  title: z.string().optional(),
  ids: z.array(z.object({ text: z.string() })).optional(),
  product_status: z
    .object({
      fixed: Ids,
      first_fixed: Ids,
      recommended: Ids,
      known_affected: Ids,
      first_affected: Ids,
      last_affected: Ids,
      known_not_affected: Ids,
      under_investigation: Ids,
    })
    .default({}),
  remediations: z.array(z.object({ category: z.string(), details: z.string().default(""), ...PRODUCTS })).default([]),
  threats: z.array(z.object({ category: z.string(), details: z.string().default(""), ...PRODUCTS })).default([]),
  flags: z.array(z.object({ label: z.string(), ...PRODUCTS })).default([]),
  scores: z
    .array(z.object({ cvss_v3: z.object({ vectorString: z.string() }).optional(), products: z.array(z.string()) }))
    .default([]),
  notes: z.array(z.object({ category: z.string(), text: z.string() })).default([]),
});
export type CsafVulnerability = z.infer<typeof Vulnerability>;

export const CsafDocument = z.object({
  document: z.object({
    category: z.string(),
    publisher: z.object({ name: z.string() }),
    tracking: z.object({
      id: z.string(),
      status: z.string().default("final"),
      initial_release_date: z.iso.datetime({ offset: true }).optional(),
      current_release_date: z.iso.datetime({ offset: true }),
    }),
  }),
  product_tree: z
    .object({
      branches: z.array(z.unknown()).default([]),
      full_product_names: z.array(Product).default([]),
      relationships: z
        .array(
          z.object({
            product_reference: z.string(),
            relates_to_product_reference: z.string(),
            full_product_name: Product,
          }),
        )
        .default([]),
    })
    .default({ branches: [], full_product_names: [], relationships: [] }),
  vulnerabilities: z.array(Vulnerability).default([]),
});
export type CsafDocument = z.infer<typeof CsafDocument>;
