import type { Rule } from "../../core/rule.ts";
import type { Runner, Trigger } from "../facts.ts";

const open: Trigger = { events: ["pull_request_target"], outsider: true, privileged: true };
const push: Trigger = { events: ["push"], outsider: false, privileged: false };

export const chosenRunner: Rule<Runner> = {
  id: "workflows/chosen-runner",
  on: "runner",
  title: "Machine that outsiders choose",
  severity: "high",
  why: "Whoever names the label names the machine: one of the organization's own, with what earlier jobs left there, in the place of a fresh one.",
  fix: "Write the label down, or choose it from a list by a value that only members set.",
  standards: ["OWASP CICD-SEC-4", "OWASP CICD-SEC-7"],
  aliases: ["pipeline-check/GHA-036"],
  examples: [
    { given: { labels: ["${{ github.event.pull_request.title }}"], trigger: open }, verdict: "fail" },
    { given: { labels: ["${{ github.head_ref }}"], trigger: open }, verdict: "fail" },
    { given: { labels: ["${{ matrix.os }}"], trigger: open }, verdict: "pass" },
    { given: { labels: ["${{ github.head_ref }}"], trigger: push }, verdict: "pass" },
  ],
  judge: ({ labels, trigger }) => {
    const by = labels.map((label) => OUTSIDE.exec(label)?.[0]).find((one) => one !== undefined);
    if (by === undefined || !trigger.outsider) return { kind: "pass" };
    return {
      kind: "fail",
      severity: trigger.privileged ? "high" : "medium",
      message: `${by} chooses the machine that the job runs on`,
      cause: by,
    };
  },
};

const OUTSIDE =
  /github\.head_ref|github\.event\.(?:pull_request\.(?:title|body|head\.(?:ref|label))|issue\.(?:title|body)|comment\.body|review\.body|discussion\.(?:title|body)|workflow_run\.head_branch)|github\.event\.pull_request\.labels/;
