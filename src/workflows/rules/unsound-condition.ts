import type { Rule } from "../../core/rule.ts";
import type { Condition, Trigger } from "../facts.ts";

const push: Trigger = { events: ["push"], outsider: false, privileged: false };

export const unsoundCondition: Rule<Condition> = {
  id: "workflows/unsound-condition",
  on: "condition",
  title: "Condition that is always true",
  severity: "high",
  why: "Text around `${{ }}` makes a text of the whole, and a text that is not empty is true: the check that was meant never stops anything.",
  fix: "Write one expression without text, blanks or line breaks around it, best without `${{ }}`; fold with `>-` instead of `|`.",
  standards: ["OWASP CICD-SEC-1", "CWE-571"],
  aliases: ["zizmor/unsound-condition", "poutine/if_always_true", "actionlint/if-cond"],
  examples: [
    {
      given: { text: "${{ github.ref == 'refs/heads/main' }} && true", alwaysTrue: true, trigger: push },
      verdict: "fail",
    },
    { given: { text: "github.ref == 'refs/heads/main'", alwaysTrue: false, trigger: push }, verdict: "pass" },
  ],
  judge: ({ text, alwaysTrue, trigger }) => {
    if (!alwaysTrue) return { kind: "pass" };
    return {
      kind: "fail",
      severity: trigger.privileged ? "high" : "medium",
      confidence: "proven",
      message: "the condition is a text that is never empty, and so always true",
      cause: text.trim(),
      evidence: [{ kind: "bytes", text: `if: ${text.trim()}` }],
    };
  },
};
