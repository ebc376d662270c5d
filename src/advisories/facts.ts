import type { JudgedFact } from "../core/fact.ts";
import type { Severity } from "../core/severity.ts";

/** A component that lies in the range of an advisory, or of several that mean the same hole. */
export interface MatchedAdvisory extends JudgedFact {
  readonly kind: "matched-advisory";
  /** The name by which the hole is known: the one CVE where there is one. */
  readonly vulnerability: string;
  readonly name: string;
  readonly version: string;
  /** Ids of all records that say so. */
  readonly records: readonly string[];
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly severity: Severity | "unknown";
  readonly basis: string;
  readonly because: string;
  readonly fixedIn: string;
  readonly malicious: boolean;
  readonly links: readonly string[];
}
