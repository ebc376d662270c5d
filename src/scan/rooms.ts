import { advisories } from "../advisories/index.ts";
import type { Analyzer } from "../core/analyzer.ts";
import type { AnyRule } from "../core/rule.ts";
import { workflows } from "../workflows/index.ts";

/** The one list of all rooms that look. Analyzers run in this order; a later one may ask for an earlier one's facts. */
export const ANALYZERS: readonly Analyzer[] = [...advisories, ...workflows];

export const RULES: readonly AnyRule[] = ANALYZERS.flatMap(({ rules }) => rules);
