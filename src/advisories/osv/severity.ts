import type { Severity } from "../../core/severity.ts";
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

export function gradeOf(record: OsvRecord): Graded | undefined {
  const vectors = [...(record.severity ?? []), ...(record.affected ?? []).flatMap(({ severity }) => severity ?? [])];
  for (const { score } of vectors) {
    const base = cvss3Score(score);
    if (base !== undefined) return { severity: severityOfScore(base), basis: `CVSS ${base.toFixed(1)} (${score})` };
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

/** The qualitative scale of CVSS 3.1, section 5. */
function severityOfScore(score: number): Severity {
  return score >= 9 ? "critical" : score >= 7 ? "high" : score >= 4 ? "medium" : score > 0 ? "low" : "info";
}

const WEIGHTS: Record<string, Record<string, number>> = {
  AV: { N: 0.85, A: 0.62, L: 0.55, P: 0.2 },
  AC: { L: 0.77, H: 0.44 },
  PR: { N: 0.85, L: 0.62, H: 0.27 },
  UI: { N: 0.85, R: 0.62 },
  C: { H: 0.56, L: 0.22, N: 0 },
  I: { H: 0.56, L: 0.22, N: 0 },
  A: { H: 0.56, L: 0.22, N: 0 },
};

/** With a changed scope, privileges weigh otherwise. */
const PRIVILEGES_CHANGED: Record<string, number> = { N: 0.85, L: 0.68, H: 0.5 };

/** The base score of a CVSS 3.0 or 3.1 vector (FIRST, CVSS 3.1 specification, section 7.1); undefined for another text. */
export function cvss3Score(vector: string): number | undefined {
  if (!/^CVSS:3\.[01]\//.test(vector)) return undefined;
  const metrics = new Map(
    vector
      .split("/")
      .slice(1)
      .map((part) => part.split(":", 2) as [string, string]),
  );
  const changed = metrics.get("S") === "C";
  if (!changed && metrics.get("S") !== "U") return undefined;
  const weight = (name: string): number => {
    const value = metrics.get(name) ?? "";
    return (name === "PR" && changed ? PRIVILEGES_CHANGED[value] : WEIGHTS[name]?.[value]) ?? Number.NaN;
  };
  const base = 1 - (1 - weight("C")) * (1 - weight("I")) * (1 - weight("A"));
  const impact = changed ? 7.52 * (base - 0.029) - 3.25 * (base - 0.02) ** 15 : 6.42 * base;
  const exploitability = 8.22 * weight("AV") * weight("AC") * weight("PR") * weight("UI");
  if (Number.isNaN(impact) || Number.isNaN(exploitability)) return undefined;
  if (impact <= 0) return 0;
  return roundUp(Math.min(10, changed ? 1.08 * (impact + exploitability) : impact + exploitability));
}

/** To one decimal, upwards, without being fooled by binary fractions (appendix A of the same). */
function roundUp(value: number): number {
  const whole = Math.round(value * 100_000);
  return whole % 10_000 === 0 ? whole / 100_000 : (Math.floor(whole / 10_000) + 1) / 10;
}
