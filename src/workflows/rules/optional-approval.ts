import type { Rule } from "../../core/rule.ts";
import type { PublishingJob } from "../facts.ts";

const job = { publishes: "./deploy.sh", longLivedKey: "", byHand: true, environment: "" } as const;

export const optionalApproval: Rule<PublishingJob> = {
  id: "workflows/optional-approval",
  on: "publishing-job",
  title: "Step by hand that nothing waits for",
  severity: "low",
  confidence: "proven",
  why: "A manual job may fail or be left out unless it says otherwise: the pipeline is green, and what comes after it runs, though nobody approved.",
  fix: "Add `allow_failure: false`, and protect the environment so that it asks for an approval.",
  standards: ["OWASP CICD-SEC-1"],
  references: ["https://docs.gitlab.com/ci/jobs/job_control/#types-of-manual-jobs"],
  examples: [
    { given: { ...job, isOptional: true }, verdict: "fail" },
    { given: { ...job, isOptional: false }, verdict: "pass" },
    { given: job, verdict: "pass" },
  ],
  judge: ({ isOptional, publishes }) =>
    isOptional === true
      ? { kind: "fail", message: `the pipeline passes whether or not anyone starts ${publishes}`, cause: publishes }
      : { kind: "pass" },
};
