import type { Bare } from "../core/fact.ts";
import type { AnyRule, Rule } from "../core/rule.ts";
import type { Detector } from "./detector.ts";
import { FAMILIES } from "./detectors/index.ts";
import type { CredentialFact } from "./facts.ts";

/** The rule of a detector: it fires on what the detector found, and says what that opens and where it is revoked. */
export function ruleOf(detector: Detector, family: string): Rule<CredentialFact> {
  const { id, title, severity, why, fix, aliases, references } = detector;
  return {
    id: `secrets/${id}`,
    family: `secrets/${family}`,
    on: "credential",
    title,
    severity,
    why,
    fix,
    standards: ["OWASP CICD-SEC-6", "CWE-798"],
    ...(aliases !== undefined && { aliases }),
    ...(references !== undefined && { references }),
    examples: [
      { given: exampleOf(id), verdict: "fail" },
      { given: exampleOf(id === "generic-key" ? "generic-password" : "generic-key"), verdict: "pass" },
    ],
    judge: (fact) => {
      if (fact.detector !== id) return { kind: "pass" };
      return {
        kind: "fail",
        message: `${title}${fact.name === undefined ? "" : ` for ${fact.name}`}: ${fact.shape}`,
        confidence: fact.confidence,
        evidence: fact.evidence,
        ...(fact.severity !== undefined && { severity: fact.severity }),
      };
    },
  };
}

function exampleOf(detector: string): Bare<CredentialFact> {
  return {
    detector,
    shape: "…(40 characters)",
    frame: "assignment",
    format: "env",
    start: 6,
    end: 46,
    grade: "shape",
    confidence: "likely",
    evidence: [{ kind: "bytes", text: "…(40 characters)" }],
  };
}

export const RULES: readonly AnyRule[] = FAMILIES.flatMap((family) =>
  family.detectors.map((detector) => ruleOf(detector, family.id)),
);
