import type { Rule } from "../../core/rule.ts";
import type { WrittenPipeline } from "../facts.ts";

export const writesWorkflow: Rule<WrittenPipeline> = {
  id: "workflows/writes-workflow",
  on: "written-pipeline",
  title: "Job that writes pipelines",
  severity: "medium",
  confidence: "possible",
  why: "A pipeline that writes pipelines is how the worms of 2025 stayed and spread: what it writes runs next, with the secrets of whatever it names.",
  fix: "Keep generated pipelines out of the folder that the forge runs, or let a person commit them.",
  standards: ["OWASP CICD-SEC-1", "OWASP CICD-SEC-4"],
  aliases: ["pipeline-check/GHA-048"],
  examples: [
    { given: { file: ".github/workflows/lint.yml", by: "cat", pushes: true }, verdict: "fail" },
    { given: { file: ".github/workflows/lint.yml", by: "cat", pushes: false }, verdict: "fail" },
    { given: { file: "", by: "", pushes: false }, verdict: "not-applicable" },
  ],
  judge: ({ file, by, pushes }) => {
    if (file === "") return { kind: "not-applicable" };
    return {
      kind: "fail",
      severity: pushes ? "high" : "medium",
      message: `${by} writes ${file}${pushes ? ", and the job pushes it" : ""}`,
      cause: `${by} ${file}`,
    };
  },
};
