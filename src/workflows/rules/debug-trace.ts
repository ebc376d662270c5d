import type { Rule } from "../../core/rule.ts";
import type { PipelineVariable } from "../facts.ts";

export const debugTrace: Rule<PipelineVariable> = {
  id: "workflows/debug-trace",
  on: "pipeline-variable",
  title: "Trace that writes secrets into the log",
  severity: "medium",
  why: "The trace prints every command with its values, and variables that nobody masked, to everyone who may read the log.",
  fix: "Take the switch out of the file; set it for the one run that needs it.",
  standards: ["OWASP CICD-SEC-10", "CWE-532"],
  aliases: ["poutine/debug_enabled"],
  examples: [
    { given: { name: "CI_DEBUG_TRACE", value: "true" }, verdict: "fail" },
    { given: { name: "CI_DEBUG_TRACE", value: "false" }, verdict: "pass" },
    { given: { name: "GIT_SSL_NO_VERIFY", value: "true" }, verdict: "pass" },
  ],
  judge: ({ name, value }) => {
    const isTrace = /^(?:ACTIONS_(?:STEP|RUNNER)_DEBUG|CI_DEBUG_(?:TRACE|SERVICES)|SYSTEM_DEBUG)$/i.test(name);
    return isTrace && /^(?:true|1|yes|on)$/i.test(value.trim())
      ? {
          kind: "fail",
          severity: name.startsWith("ACTIONS") ? "low" : "medium",
          confidence: "proven",
          message: `${name} is on for every run`,
          cause: name,
        }
      : { kind: "pass" };
  },
};
