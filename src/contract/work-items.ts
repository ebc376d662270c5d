import * as z from "zod";
import { Severity } from "../core/severity.ts";
import { endpoint } from "./endpoint.ts";
import { PageQuery, page } from "./paging.ts";

/** Findings that one deed closes: in one lineage, or in all that stand on the layer which brought them. */
export const HubWorkItem = z.object({
  key: z.string(),
  /** An order in one line. */
  action: z.string(),
  /** The layer that brought them, where one did. */
  rootLayer: z.string().nullable(),
  severity: Severity,
  priority: z.int(),
  /** Open findings that it closes. */
  findings: z.int(),
  lineages: z.int(),
  /** At most ten of these. */
  names: z.array(z.string()),
  /** At most fifty of the findings, the most pressing first. */
  pressing: z.array(z.int()),
});

export const listWorkItems = endpoint({
  id: "listWorkItems",
  method: "GET",
  path: "/v1/work-items",
  summary:
    "What to do next, the most pressing first: open findings by the one deed that closes them. Of very many findings the 20,000 most pressing are grouped",
  action: "findings.read",
  query: PageQuery.extend({ lineage: z.coerce.number().int().positive().optional() }),
  answer: page(HubWorkItem).extend({
    /** Open findings that were grouped. */
    grouped: z.int(),
    /** Whether there are more, less pressing ones, that were not. */
    more: z.boolean(),
  }),
});
