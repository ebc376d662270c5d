import type { Rule } from "../../core/rule.ts";
import type { AutomaticMerge, Trigger } from "../facts.ts";

const open: Trigger = { events: ["pull_request_target"], outsider: true, privileged: true };
const gated: Trigger = { ...open, gate: "a label or the like, which a member sets" };
const closed: Trigger = { events: ["pull_request_target"], outsider: false, privileged: false };

export const automaticMerge: Rule<AutomaticMerge> = {
  id: "workflows/automatic-merge",
  on: "automatic-merge",
  title: "Approved or merged without anybody looking",
  severity: "high",
  why: "A job with the right to write does for a stranger what he may not do himself: it approves his pull request, or merges it.",
  fix: "Ask who wrote the change (`github.event.pull_request.user.login`) and that its branch is one of this repository, or let a person approve.",
  standards: ["OWASP CICD-SEC-1", "OWASP CICD-SEC-4", "CIS SSC 1.1.3"],
  aliases: ["poutine/confused_deputy_auto_merge"],
  references: ["https://www.synacktiv.com/publications/github-actions-exploitation-dependabot"],
  examples: [
    { given: { by: "gh pr merge --auto", does: "merges", trigger: open }, verdict: "fail" },
    { given: { by: "hmarr/auto-approve-action@v4", does: "approves", trigger: open }, verdict: "fail" },
    { given: { by: "gh pr merge --auto", does: "merges", trigger: gated }, verdict: "pass" },
    { given: { by: "gh pr merge --auto", does: "merges", trigger: closed }, verdict: "pass" },
  ],
  judge: ({ by, does, trigger }) => {
    if (!trigger.privileged || trigger.gate !== undefined) return { kind: "pass" };
    const events = (trigger.opened ?? trigger.events).join(", ");
    return { kind: "fail", message: `${by} ${does} pull requests that anyone opens (${events})`, cause: by };
  },
};
