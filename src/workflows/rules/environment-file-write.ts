import type { Rule } from "../../core/rule.ts";
import type { EnvironmentWrite, Trigger } from "../facts.ts";

const push: Trigger = { events: ["push"], outsider: false, privileged: false };

export const environmentFileWrite: Rule<EnvironmentWrite> = {
  id: "workflows/environment-file-write",
  on: "environment-write",
  title: "Outside text written to the environment of later steps",
  severity: "high",
  why: "A line break in the value sets further variables: LD_PRELOAD, NODE_OPTIONS or BASH_ENV then runs code in every later step, which holds what the job holds. A line in GITHUB_PATH puts programs before the real ones.",
  fix: "Hand the value over as a step's output, and take it up through `env:` of the one step that needs it.",
  standards: ["OWASP CICD-SEC-4", "CWE-77"],
  aliases: ["zizmor/github-env", "octoscan/dangerous-write"],
  references: ["https://docs.zizmor.sh/audits/#github-env"],
  examples: [
    {
      given: {
        file: "GITHUB_ENV",
        expressions: [{ text: "github.event.comment.body", setBy: "anyone" }],
        trigger: { events: ["issue_comment"], outsider: true, privileged: true },
      },
      verdict: "fail",
    },
    { given: { file: "GITHUB_ENV", expressions: [], trigger: push }, verdict: "pass" },
    {
      given: { file: "GITHUB_ENV", expressions: [{ text: "github.ref_name", setBy: "contributor" }], trigger: push },
      verdict: "pass",
    },
  ],
  judge: ({ file, expressions, trigger }) => {
    const worst = expressions.find(({ setBy }) => setBy === "anyone");
    if (worst === undefined || !trigger.outsider) return { kind: "pass" };
    const origin = [worst.text, ...(worst.through ?? [])].join(" ");
    // A title or a branch's name has no line breaks: it sets the one variable that was meant.
    const breaksLines =
      file === "GITHUB_PATH" || /body|message|description|file|json|github\.event\b(?!\.)/i.test(origin);
    return {
      kind: "fail",
      severity: !breaksLines ? "low" : trigger.privileged ? "high" : "medium",
      confidence: breaksLines ? "likely" : "possible",
      message: `${worst.text}, which outsiders set, is written to ${file}`,
      cause: `${file} ${worst.text}`,
      evidence: [{ kind: "bytes", text: origin }],
    };
  },
};
