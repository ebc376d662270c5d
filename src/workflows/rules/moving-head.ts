import type { Rule } from "../../core/rule.ts";
import type { Checkout, Trigger } from "../facts.ts";

const comment: Trigger = { events: ["issue_comment"], outsider: false, privileged: false };
const labelled: Trigger = { events: ["pull_request_target"], outsider: true, privileged: true, gate: "a label" };
const example = { repository: "", keepsToken: false, pushesLater: false, runsLater: true } as const;

export const movingHead: Rule<Checkout> = {
  id: "workflows/moving-head",
  on: "checkout",
  title: "Code changed after it was approved",
  severity: "high",
  why: "Between a member's word (a label, a comment) and the run, the author can push once more. What is fetched by branch or by pull request number is then not what was looked at.",
  fix: "Fetch the commit that the event itself names, `github.event.pull_request.head.sha`, or the one that was approved; never the branch.",
  standards: ["OWASP CICD-SEC-1", "CWE-367"],
  aliases: ["gato-x/dispatch-toctou", "octoscan/dangerous-checkout"],
  examples: [
    {
      given: { ...example, ref: "refs/pull/${{ github.event.issue.number }}/head", trigger: comment },
      verdict: "fail",
    },
    { given: { ...example, ref: "${{ github.event.pull_request.head.ref }}", trigger: labelled }, verdict: "fail" },
    { given: { ...example, ref: "${{ github.event.pull_request.head.sha }}", trigger: labelled }, verdict: "pass" },
    { given: { ...example, ref: "", trigger: comment }, verdict: "pass" },
  ],
  judge: ({ ref, runsLater, trigger }) => {
    const isComment = trigger.events.some((event) => /comment/.test(event));
    if (!runsLater || !(isComment || trigger.gate !== undefined)) return { kind: "pass" };
    // Where nobody has to approve, the whole checkout is the finding; see untrusted-checkout.
    if (trigger.privileged && trigger.gate === undefined) return { kind: "pass" };
    if (!MOVES.test(ref)) return { kind: "pass" };
    return {
      kind: "fail",
      message: "what is checked out can change between a member's word and the run",
      cause: ref,
      evidence: [{ kind: "bytes", text: `ref: ${ref}` }],
    };
  },
};

/** A branch or a pull request's number, not a commit. */
const MOVES = /pull_request\.head\.ref|head_ref|refs\/pull\/|gh pr checkout|\bpull\/[^\s]*\/(?:head|merge)/;
