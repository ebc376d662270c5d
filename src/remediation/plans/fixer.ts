import type { Finding } from "../../core/finding.ts";
import type { Edit, FixPlan } from "../../core/fix.ts";
import type { Place } from "../../core/place.ts";
import type { SourceFile } from "../edits/source-file.ts";
import type { Expectation } from "../proof/expectation.ts";
import type { Resolvers } from "./resolvers.ts";

/** How findings of some rules are mended. One file each; the list is in `fixers.ts`. */
export interface Fixer {
  /** `pin-action`; stands in the plan's id. */
  readonly name: string;
  readonly rules: readonly string[];
  /** A `suggestion` can break the thing and waits for a person's word. */
  readonly kind: "edit" | "suggestion";
  /** The edits for one place of a finding; a reason where there can be none; undefined when it is another fixer's. */
  mend(request: MendRequest): Promise<Mend | Unable | undefined>;
}

export interface MendRequest {
  readonly finding: Finding;
  readonly place: Place;
  readonly file: SourceFile;
  readonly resolvers: Resolvers;
  /** Another file of the tree, to look at. */
  readonly open: (path: string) => SourceFile | Unable;
}

export interface Mend {
  /** An order in one line: "Pin actions/checkout@v4 to 08c6903c…". */
  readonly summary: string;
  readonly edits: readonly Omit<Edit, "path">[];
  readonly expectation: Expectation;
  /** Where this one rests on something that nobody has seen, though the fixer's others are edits. */
  readonly kind?: "suggestion";
}

export interface Unable {
  readonly unable: string;
}

export function unable(reason: string): Unable {
  return { unable: reason };
}

/** A plan, and what has to hold before it may stand. */
export interface PlannedFix {
  readonly plan: FixPlan;
  readonly expectations: readonly Expectation[];
  /** How many places of a finding it closes in which file. */
  readonly closes: readonly { readonly finding: string; readonly path: string; readonly places: number }[];
}

/** A place that no plan covers, and why. */
export interface Unplanned {
  readonly finding: string;
  readonly rule: string;
  readonly where: string;
  readonly reason: string;
}
