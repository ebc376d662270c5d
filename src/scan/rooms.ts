import { access } from "../access/index.ts";
import { advisories } from "../advisories/index.ts";
import { config } from "../config/index.ts";
import type { Analyzer } from "../core/analyzer.ts";
import type { AnyRule } from "../core/rule.ts";
import { inventory } from "../inventory/index.ts";
import { secrets } from "../secrets/index.ts";
import { trust } from "../trust/index.ts";
import { workflows } from "../workflows/index.ts";

/** The one list of all rooms that look. Analyzers run in this order; a later one may ask for an earlier one's facts. */
export const ANALYZERS: readonly Analyzer[] = [
  ...inventory,
  ...advisories,
  ...secrets,
  ...workflows,
  ...config,
  ...trust,
  ...access,
];

/** Every rule once: two analyzers of a room may judge by the same ones. */
export const RULES: readonly AnyRule[] = [...new Set(ANALYZERS.flatMap(({ rules }) => rules))];
