import type { Rule } from "../../core/rule.ts";
import type { Condition, Trigger } from "../facts.ts";

const push: Trigger = { events: ["push"], outsider: false, privileged: false };

export const unsoundContains: Rule<Condition> = {
  id: "workflows/unsound-contains",
  on: "condition",
  title: "Membership asked of a text, not of a list",
  severity: "medium",
  why: "`contains('main develop', x)` is true for every part of the text, `ain` and the single letter `m` included: whoever chooses the name of a branch or account passes.",
  fix: 'Ask a list: `contains(fromJSON(\'["main", "develop"]\'), x)`, or compare with `==`.',
  standards: ["OWASP CICD-SEC-1", "CWE-183"],
  aliases: ["zizmor/unsound-contains"],
  examples: [
    {
      given: {
        text: "contains('main develop', github.ref_name)",
        alwaysTrue: false,
        containsInText: "contains('main develop', github.ref_name)",
        trigger: push,
      },
      verdict: "fail",
    },
    { given: { text: "contains(github.ref, 'main')", alwaysTrue: false, trigger: push }, verdict: "pass" },
  ],
  judge: ({ containsInText, trigger }) => {
    if (containsInText === undefined) return { kind: "pass" };
    return {
      kind: "fail",
      severity: trigger.outsider ? "medium" : "low",
      message: `${containsInText} is true for every part of that text`,
      cause: containsInText,
    };
  },
};
