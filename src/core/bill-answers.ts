import * as z from "zod";
import { Component } from "./component.ts";
import { Place } from "./place.ts";
import { Target } from "./target.ts";

/** What the commands that work on bills answer as JSON: promises to scripts, and to the hub. */

const Count = z.int().nonnegative();

/** A component in few words. */
const Named = z.strictObject({
  purl: z.string(),
  type: z.string(),
  name: z.string(),
  version: z.string().optional(),
});

const ListChange = z.strictObject({ component: Named, added: z.array(z.string()), removed: z.array(z.string()) });

/** `sbom diff`. Edges are package URLs without version. */
export const BillDiffAnswer = z.strictObject({
  schema: z.literal("waybill.sbom-diff/1"),
  before: z.string(),
  after: z.string(),
  added: z.array(Named),
  removed: z.array(Named),
  versions: z.array(z.strictObject({ from: Named, to: Named })),
  licenses: z.array(ListChange),
  edges: z.array(ListChange),
  same: Count,
});

/** `sbom validate`: at most a thousand faults, and how many there are; `form` is null when it is no bill. */
export const BillValidationAnswer = z.strictObject({
  schema: z.literal("waybill.sbom-validation/1"),
  file: z.string(),
  form: z.string().nullable(),
  total: Count,
  faults: z.array(z.strictObject({ path: z.string(), problem: z.string() })),
});

const Without = z.strictObject({ version: Count, supplier: Count, edges: Count, license: Count, hashes: Count });

/** `sbom quality`: how many components, and how many of them lack what. */
export const BillQualityAnswer = z.strictObject({
  schema: z.literal("waybill.sbom-quality/1"),
  target: z.string(),
  whole: z.boolean(),
  components: Count,
  without: Without,
  withoutPurl: Count,
  byType: z.array(z.strictObject({ type: z.string(), components: Count, without: Without })),
});

const KeptBill = z.strictObject({
  target: Target,
  /** ISO 8601. */
  storedAt: z.string(),
  whole: z.boolean(),
  gaps: Count,
  components: Count,
});

/** `inventory list`. */
export const InventoryAnswer = z.strictObject({
  schema: z.literal("waybill.inventory/1"),
  bills: z.array(KeptBill),
});

const Held = Component.pick({
  purl: true,
  type: true,
  name: true,
  version: true,
  relation: true,
  scope: true,
  direct: true,
  ownedBy: true,
}).extend({
  places: z.array(Place),
  /** Package URLs from what the target itself needs down to what needs this. */
  through: z.array(z.string()),
});

/** `inventory search`: at most as many holders as were asked for, and how many there are. */
export const InventorySearchAnswer = z.strictObject({
  schema: z.literal("waybill.inventory-search/1"),
  query: z.string(),
  holders: z.array(KeptBill.extend({ held: z.array(Held) })),
  total: Count,
  unjudged: z.array(z.string()),
  bills: Count,
  notWhole: z.array(z.string()),
});
