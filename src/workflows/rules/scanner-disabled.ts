import type { Rule } from "../../core/rule.ts";
import type { PipelineVariable } from "../facts.ts";

export const scannerDisabled: Rule<PipelineVariable> = {
  id: "workflows/scanner-disabled",
  on: "pipeline-variable",
  title: "Security check switched off by a variable",
  severity: "low",
  confidence: "proven",
  why: "The template is included and looks like a check, and the variable makes sure that it never runs.",
  fix: "Take the variable away, or the include, so that what is read is what happens.",
  standards: ["OWASP CICD-SEC-1", "OWASP CICD-SEC-10"],
  aliases: ["pipeline-check/GL-043"],
  examples: [
    { given: { name: "SAST_DISABLED", value: "true" }, verdict: "fail" },
    { given: { name: "SAST_DISABLED", value: "false" }, verdict: "pass" },
  ],
  judge: ({ name, value }) =>
    /^[A-Z_]+_DISABLED$/.test(name) && /^(?:true|1)$/i.test(value.trim())
      ? { kind: "fail", message: `${name} switches a security check off`, cause: name }
      : { kind: "pass" },
};
