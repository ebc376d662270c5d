import type { Rule } from "../../core/rule.ts";
import type { PublishingJob } from "../facts.ts";

const job = { publishes: "./deploy.sh", longLivedKey: "", byHand: false, environment: "production" } as const;

export const looseBranchFilter: Rule<PublishingJob> = {
  id: "workflows/loose-branch-filter",
  on: "publishing-job",
  title: "Deployed from any branch that begins alike",
  severity: "medium",
  why: "The branch that is protected is one name; the pattern takes every other that begins with it. Whoever may push a branch calls it so, and it deploys without a review.",
  fix: "Name the branch in full, and give the environment the same rule.",
  standards: ["OWASP CICD-SEC-1", "CIS SSC 5.2"],
  examples: [
    { given: { ...job, looseBranches: ["main*"] }, verdict: "fail" },
    { given: { ...job, looseBranches: [] }, verdict: "pass" },
    { given: { ...job, environment: "", looseBranches: ["prod**"] }, verdict: "fail" },
  ],
  judge: ({ looseBranches = [], publishes }) =>
    looseBranches.length === 0
      ? { kind: "pass" }
      : {
          kind: "fail",
          message: `${publishes} runs for every branch that fits \`${looseBranches.join("`, `")}\``,
          cause: `${publishes} ${looseBranches.join(" ")}`,
        },
};
