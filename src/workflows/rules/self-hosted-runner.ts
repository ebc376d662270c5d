import type { Rule } from "../../core/rule.ts";
import type { Runner, Trigger } from "../facts.ts";

const pullRequest: Trigger = { events: ["pull_request"], outsider: true, privileged: false };
const push: Trigger = { events: ["push"], outsider: false, privileged: false };

export const selfHostedRunner: Rule<Runner> = {
  id: "workflows/self-hosted-runner",
  on: "runner",
  title: "Own machine reachable from outside",
  severity: "high",
  why: "A pull request's code runs on your own machine, inside your network. Unless the machine is thrown away after each job, what it leaves behind meets the next one.",
  fix: "Run what outsiders can start on the forge's machines or on ones that live for one job, and require approval for first-time contributors.",
  standards: ["OWASP CICD-SEC-7", "CIS SSC 2.1.3"],
  aliases: ["zizmor/self-hosted-runner", "poutine/pr_runs_on_self_hosted"],
  examples: [
    { given: { labels: ["self-hosted", "linux"], trigger: pullRequest }, verdict: "fail" },
    { given: { labels: ["ubuntu-latest"], trigger: pullRequest }, verdict: "pass" },
    { given: { labels: ["self-hosted"], trigger: push }, verdict: "pass" },
    { given: { labels: ["${{ inputs.runner }}"], trigger: pullRequest }, verdict: "unobservable" },
  ],
  judge: ({ labels, trigger }) => {
    if (!trigger.outsider) return { kind: "pass" };
    if (labels.includes("self-hosted")) {
      return {
        kind: "fail",
        message: `${trigger.events.join(", ")} runs on an own machine`,
        evidence: [{ kind: "bytes", text: `runs-on: ${labels.join(", ")}` }],
      };
    }
    const computed = labels.some((label) => label.includes("${{") && !label.includes("matrix."));
    return computed ? { kind: "unobservable", reason: "the machine is computed at run time" } : { kind: "pass" };
  },
};
