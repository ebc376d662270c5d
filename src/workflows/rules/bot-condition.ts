import type { Rule } from "../../core/rule.ts";
import type { Condition, Trigger } from "../facts.ts";

const open: Trigger = { events: ["pull_request_target"], outsider: true, privileged: true };
const push: Trigger = { events: ["push"], outsider: false, privileged: false };

export const botCondition: Rule<Condition> = {
  id: "workflows/bot-condition",
  on: "condition",
  title: "Trust in the name of the last actor",
  severity: "high",
  why: "The actor is whoever acted last, not who wrote the code: an outsider who makes a bot act on his pull request, by asking it to rebase for instance, runs with what was meant for the bot.",
  fix: "Compare `github.event.pull_request.user.login`, and check that the head is a branch of this repository.",
  standards: ["OWASP CICD-SEC-1", "CWE-290"],
  aliases: ["zizmor/bot-conditions", "poutine/confused_deputy_auto_merge"],
  references: ["https://www.synacktiv.com/publications/github-actions-exploitation-dependabot"],
  examples: [
    {
      given: {
        text: "github.actor == 'dependabot[bot]'",
        alwaysTrue: false,
        botActor: "dependabot[bot]",
        trigger: open,
      },
      verdict: "fail",
    },
    {
      given: {
        text: "github.actor == 'dependabot[bot]'",
        alwaysTrue: false,
        botActor: "dependabot[bot]",
        trigger: push,
      },
      verdict: "pass",
    },
    {
      given: { text: "github.event.pull_request.user.login == 'dependabot[bot]'", alwaysTrue: false, trigger: open },
      verdict: "pass",
    },
  ],
  judge: ({ botActor, text, trigger }) => {
    if (botActor === undefined || !trigger.outsider) return { kind: "pass" };
    return {
      kind: "fail",
      severity: trigger.privileged ? "high" : "low",
      message: `whoever makes ${botActor} act last on a pull request passes this condition`,
      cause: botActor,
      evidence: [{ kind: "bytes", text: `if: ${text.trim()}` }],
    };
  },
};
