import type { Rule } from "../../core/rule.ts";
import type { PipelineVariable } from "../facts.ts";

export const literalCredential: Rule<PipelineVariable> = {
  id: "workflows/literal-credential",
  on: "pipeline-variable",
  title: "Credential written into a pipeline",
  severity: "high",
  why: "Everyone who can read the repository, and all who have a copy of it, has the credential; taking it out of the file leaves it in the history.",
  fix: "Revoke it, and read the new one from the system's secret store.",
  standards: ["OWASP CICD-SEC-6", "CWE-798"],
  aliases: ["octoscan/credentials", "pipeline-check/GHA-008"],
  examples: [
    { given: { name: "DEPLOY_TOKEN", value: "secret-literal" }, verdict: "fail" },
    { given: { name: "CI_DEBUG_TRACE", value: "true" }, verdict: "pass" },
  ],
  judge: ({ name, value }) =>
    value === "secret-literal"
      ? { kind: "fail", confidence: "possible", message: `${name} seems to hold a credential itself`, cause: name }
      : { kind: "pass" },
};
