import type { Rule } from "../../core/rule.ts";
import type { PushedCommit } from "../facts.ts";

export const unreviewedCommit: Rule<PushedCommit> = {
  id: "workflows/unreviewed-commit",
  on: "pushed-commit",
  title: "Commit of a job's own that nobody reviews",
  severity: "low",
  why: "What the job makes goes straight to the branch. It only works where the branch's protection lets the bot pass, and then a package that runs in the job writes to the branch, too.",
  fix: "Let the job open a pull request, and take the bot off the list of those that may pass the protection.",
  standards: ["OWASP CICD-SEC-1", "CIS SSC 1.1.3", "SLSA source L4"],
  aliases: ["pipeline-check/GHA-111"],
  examples: [
    { given: { by: "git push", branch: "main", installs: "npm install" }, verdict: "fail" },
    { given: { by: "git push", branch: "the branch itself", installs: "" }, verdict: "fail" },
    { given: { by: "git push", branch: "gh-pages", installs: "" }, verdict: "pass" },
  ],
  judge: ({ by, branch, installs }) => {
    if (!/^(?:main|master|trunk|develop|production|the branch itself)$/.test(branch)) return { kind: "pass" };
    const what = installs === "" ? "" : `, and \`${installs}\` ran before it`;
    return { kind: "fail", message: `${by} writes to ${branch} without a review${what}`, cause: `${by} ${branch}` };
  },
};
