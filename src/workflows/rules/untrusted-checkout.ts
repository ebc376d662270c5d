import type { Rule } from "../../core/rule.ts";
import type { Checkout, Trigger } from "../facts.ts";

const pullRequestTarget: Trigger = { events: ["pull_request_target"], outsider: true, privileged: true };
const pullRequest: Trigger = { events: ["pull_request"], outsider: true, privileged: false };
const example = { repository: "", keepsToken: true, pushesLater: false, trigger: pullRequestTarget } as const;

/** Expressions that name the code of whoever opened the pull request. */
const FOREIGN_CODE =
  /github\.event\.pull_request\.(?:head|merge_commit_sha)|github\.head_ref|github\.event\.workflow_run\.head_|\bpull\/|gh pr checkout|pull request's head_ref|(?:steps|needs)\.[\w.-]*(?:head|sha|ref)/i;

export const untrustedCheckout: Rule<Checkout> = {
  id: "workflows/untrusted-checkout",
  on: "checkout",
  title: "Foreign code checked out where secrets are",
  severity: "critical",
  why: "A run that anyone can start holds the repository's secrets and a token that may write. If it checks out the pull request's code and runs any of it, that code has them, too.",
  fix: "Run foreign code under pull_request, which has no secrets, and hand only its results to a privileged workflow; or do not check the head out.",
  standards: ["OWASP CICD-SEC-4", "CIS SSC 2.3"],
  aliases: ["zizmor/dangerous-triggers", "poutine/untrusted_checkout_exec"],
  references: ["https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/"],
  examples: [
    { given: { ...example, ref: "${{ github.event.pull_request.head.sha }}", runsLater: true }, verdict: "fail" },
    { given: { ...example, ref: "", runsLater: true }, verdict: "pass" },
    {
      given: { ...example, ref: "${{ github.event.pull_request.head.sha }}", runsLater: true, trigger: pullRequest },
      verdict: "pass",
    },
    { given: { ...example, ref: "${{ vars.REVISION }}", runsLater: true }, verdict: "unobservable" },
  ],
  judge: ({ ref, repository, runsLater, trigger }) => {
    if (!trigger.privileged) return { kind: "pass" };
    const asked = `${repository} ${ref}`;
    if (!FOREIGN_CODE.test(asked)) {
      return asked.includes("${{") && !isOwn(asked)
        ? { kind: "unobservable", reason: "which code is checked out is computed at run time" }
        : { kind: "pass" };
    }
    const events = trigger.events.join(", ");
    return {
      kind: "fail",
      severity: runsLater && trigger.gate === undefined ? "critical" : "high",
      message: runsLater
        ? `foreign code is checked out and run under ${events}`
        : `foreign code is checked out under ${events}`,
      cause: asked.trim(),
      evidence: [{ kind: "bytes", text: `ref: ${ref}` }],
    };
  },
};

/** Revisions that only people with write access make. */
function isOwn(asked: string): boolean {
  return /github\.(?:sha|ref|ref_name|repository|event\.repository\.default_branch|base_ref|event\.pull_request\.base\.)/.test(
    asked,
  );
}
