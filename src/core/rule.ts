import type { Bare, JudgedFact } from "./fact.ts";
import type { Confidence, Severity } from "./severity.ts";
import type { Verdict } from "./verdict.ts";

/**
 * Judges one fact. It opens nothing, asks nobody and knows no other rule. Its id is its path below `src`,
 * its page in `docs/rules` and its line in every report.
 */
export interface Rule<F extends JudgedFact = JudgedFact> {
  readonly id: string;
  /**
   * Rules of one family say the same of the same subject: their findings' ids hold the family in place of the rule, and
   * stay when another of them comes to know the subject better.
   */
  readonly family?: string;
  /** The kind of fact that it judges. */
  readonly on: F["kind"];
  /** What it finds, as a noun phrase: "Image named by a tag". */
  readonly title: string;
  readonly severity: Severity;
  /** Default `likely`. */
  readonly confidence?: Confidence;
  readonly why: string;
  readonly fix: string;
  /** Ids such as `OWASP CICD-SEC-4`, `CIS Docker 4.1`, `PSS baseline`. */
  readonly standards: readonly string[];
  /** Ids of peers' rules for the same thing, so that people can bring their suppressions. */
  readonly aliases?: readonly string[];
  readonly references?: readonly string[];
  /** At least one that fires and one that stays silent; run by one test and shown on the rule's page. */
  readonly examples: readonly { readonly given: Bare<F>; readonly verdict: Verdict["kind"] }[];
  judge(fact: Bare<F>): Verdict;
}

/** A rule whose fact's shape is forgotten, to stand in a list with others. */
export type AnyRule = Omit<Rule, "judge" | "examples"> & {
  readonly examples: readonly { readonly given: unknown; readonly verdict: Verdict["kind"] }[];
  judge(fact: never): Verdict;
};
