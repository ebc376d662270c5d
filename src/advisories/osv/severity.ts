import type { Severity } from "../../core/severity.ts";
import { cvss2Score } from "./cvss/cvss2.ts";
import { cvss3Score } from "./cvss/cvss3.ts";
import { cvss4Score } from "./cvss/cvss4.ts";
import type { OsvRecord } from "./schema.ts";

/** How grave a record says it is, and on whose word; undefined where it says nothing that we can read. */
export interface Graded {
  readonly severity: Severity;
  readonly basis: string;
}

const WORDS: Record<string, Severity> = {
  CRITICAL: "critical",
  HIGH: "high",
  MODERATE: "medium",
  MEDIUM: "medium",
  LOW: "low",
  NEGLIGIBLE: "info",
  UNIMPORTANT: "info",
};

/** The newest standard that the record was scored by counts; then its own word. */
export function gradeOf(record: OsvRecord): Graded | undefined {
  const vectors = [...(record.severity ?? []), ...(record.affected ?? []).flatMap(({ severity }) => severity ?? [])];
  for (const scoreOf of [cvss4Score, cvss3Score, cvss2Score]) {
    for (const { score } of vectors) {
      const base = scoreOf(score);
      if (base !== undefined) return { severity: severityOfScore(base), basis: `CVSS ${base.toFixed(1)} (${score})` };
    }
  }
  const words = [
    record.database_specific?.severity,
    ...(record.affected ?? []).flatMap(({ ecosystem_specific, database_specific }) => [
      ecosystem_specific?.severity,
      ecosystem_specific?.urgency,
      database_specific?.severity,
    ]),
  ];
  for (const word of words) {
    const severity = typeof word === "string" ? WORDS[word.toUpperCase()] : undefined;
    if (severity !== undefined) return { severity, basis: `the advisory's own word: ${String(word).toLowerCase()}` };
  }
  return undefined;
}

/** The qualitative scale of CVSS 3.1 and 4.0, for all: version 2 has none of its own. */
function severityOfScore(score: number): Severity {
  return score >= 9 ? "critical" : score >= 7 ? "high" : score >= 4 ? "medium" : score > 0 ? "low" : "info";
}
