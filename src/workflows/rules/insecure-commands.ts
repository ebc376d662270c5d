import type { Rule } from "../../core/rule.ts";
import type { PipelineVariable } from "../facts.ts";

export const insecureCommands: Rule<PipelineVariable> = {
  id: "workflows/insecure-commands",
  on: "pipeline-variable",
  title: "Old commands that printed text can give",
  severity: "high",
  why: "With this switch every line that a step prints can set variables and paths of later steps: a test's output, a file's name, a pull request's title. CVE-2020-15228 was closed by taking the commands away.",
  fix: "Take the switch away, and write to `$GITHUB_ENV` and `$GITHUB_PATH`.",
  standards: ["OWASP CICD-SEC-4", "CWE-77"],
  aliases: ["zizmor/insecure-commands"],
  examples: [
    { given: { name: "ACTIONS_ALLOW_UNSECURE_COMMANDS", value: "true" }, verdict: "fail" },
    { given: { name: "ACTIONS_ALLOW_UNSECURE_COMMANDS", value: "false" }, verdict: "pass" },
  ],
  judge: ({ name, value }) =>
    name.toUpperCase() === "ACTIONS_ALLOW_UNSECURE_COMMANDS" && value.trim().toLowerCase() === "true"
      ? { kind: "fail", confidence: "proven", message: "printed text may set variables of later steps", cause: name }
      : { kind: "pass" },
};
