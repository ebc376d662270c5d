import type { Finding, JudgedFinding } from "../core/finding.ts";
import type { Severity } from "../core/severity.ts";

const BY_SEVERITY: Record<Severity, number> = { critical: 70, high: 50, medium: 30, low: 15, info: 5 };
const BY_EXPLOITATION = { active: 20, likely: 10 } as const;
const BY_REACH = { anyone: 10, contributor: 5, member: 0 } as const;
const BY_EXPOSURE = { public: 10, internal: 0, dormant: -10 } as const;
const UNSURE = -10;

/** Priority from 0 to 100 out of severity × exploitation × reach × exposure, with the reason in one sentence. */
export function rank(finding: JudgedFinding): Pick<Finding, "priority" | "why"> {
  const { exploitation, reach, exposure } = finding.signals;
  const points =
    BY_SEVERITY[finding.severity] +
    (exploitation ? BY_EXPLOITATION[exploitation.level] : 0) +
    (reach ? BY_REACH[reach.level] : 0) +
    (exposure ? BY_EXPOSURE[exposure.level] : 0) +
    (finding.confidence === "possible" ? UNSURE : 0);
  return { priority: Math.max(0, Math.min(100, points)), why: sentence(finding) };
}

function sentence({ severity, confidence, signals }: JudgedFinding): string {
  const clauses = [signals.exploitation, signals.reach, signals.exposure].flatMap((signal) => signal?.because ?? []);
  const sure = confidence === "proven" ? ", proven" : confidence === "possible" ? ", not certain" : "";
  const first = `${severity[0]?.toUpperCase()}${severity.slice(1)}${sure}`;
  return `${[first, ...clauses].join("; ")}.`;
}
