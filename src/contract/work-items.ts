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
  /** At most ten of these, the most pressing first. */
  names: z.array(z.string()),
  /** At most fifty of the findings, those of the most pressing lineages first. */
  pressing: z.array(z.int()),
});

export const listWorkItems = endpoint({
  id: "listWorkItems",
  method: "GET",
  path: "/v1/work-items",
  summary:
    "What to do next, the most pressing first: open findings by the one deed that closes them. Who sees several teams sees the most pressing of each of them added up",
  action: "findings.read",
  query: PageQuery.extend({ lineage: z.coerce.number().int().positive().optional() }),
  answer: page(HubWorkItem),
});
