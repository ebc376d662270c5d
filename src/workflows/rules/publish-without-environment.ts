import type { Rule } from "../../core/rule.ts";
import type { PublishingJob } from "../facts.ts";

const job = { publishes: "npm publish", longLivedKey: "" } as const;

export const publishWithoutEnvironment: Rule<PublishingJob> = {
  id: "workflows/publish-without-environment",
  on: "publishing-job",
  title: "Published without an environment",
  severity: "low",
  why: "Without an environment nothing stands between a pushed change of this file and a release: no approval, no limit to branches, no secret that only this job can read. SAP's packages went out that way in April 2026.",
  fix: "Give the job an `environment:` with required reviewers and a branch rule, and move its secrets there.",
  standards: ["OWASP CICD-SEC-1", "CIS SSC 5.2", "SLSA source L3"],
  aliases: ["zizmor/secrets-outside-env"],
  examples: [
    { given: { ...job, environment: "", byHand: false }, verdict: "fail" },
    { given: { ...job, environment: "npm", byHand: false }, verdict: "pass" },
    { given: { ...job, environment: "", byHand: true }, verdict: "fail" },
  ],
  judge: ({ publishes, environment, byHand }) => {
    if (environment !== "") return { kind: "pass" };
    return {
      kind: "fail",
      severity: byHand ? "info" : "low",
      message: `${publishes} runs without an environment`,
      cause: publishes,
    };
  },
};
