import type { Fact } from "../core/fact.ts";
import type { Gap } from "../core/gap.ts";

/** What a tool would make of the files that it puts together. */
export interface Rendered {
  readonly facts: Fact[];
  readonly gaps: Gap[];
  /** Files that were looked at through it, and say nothing by themselves. */
  readonly files: Set<string>;
}
