import type { Rule } from "../../core/rule.ts";
import type { Severity } from "../../core/severity.ts";
import type { WitnessedByPeer } from "../facts.ts";

const said = { tool: "zizmor", rule: "zizmor/cache-poisoning", level: "error", message: "cache", score: 0 } as const;

export const witnessed: Rule<WitnessedByPeer> = {
  id: "workflows/witnessed",
  on: "witnessed-by-peer",
  title: "Said by another tool alone",
  severity: "medium",
  confidence: "possible",
  why: "Another tool, whose report was handed in, sees something here that no rule of ours names. Nobody has checked it against who can start the pipeline and what it holds.",
  fix: "See what the other tool says about it; a waiver with a reason keeps it out of the list.",
  standards: ["OWASP CICD-SEC-7"],
  examples: [
    { given: said, verdict: "fail" },
    { given: { ...said, level: "none" }, verdict: "pass" },
  ],
  judge: ({ tool, rule, level, message, score }) => {
    if (level === "none") return { kind: "pass" };
    return {
      kind: "fail",
      severity: severityOf(score, level),
      message: `${tool}: ${message === "" ? rule : message}`,
      cause: `${tool} ${rule}`,
      evidence: [{ kind: "claim", text: `${tool} (${rule})` }],
    };
  },
};

/** By the tool's own score, where it gives one; else by its level, of which it has no more than three. */
function severityOf(score: number, level: WitnessedByPeer["level"]): Severity {
  if (score > 0) return score >= 9 ? "critical" : score >= 7 ? "high" : score >= 4 ? "medium" : "low";
  return level === "error" ? "high" : level === "warning" ? "medium" : "low";
}
