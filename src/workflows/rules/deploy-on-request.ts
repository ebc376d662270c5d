import type { Rule } from "../../core/rule.ts";
import type { PublishingJob } from "../facts.ts";

const job = { publishes: "terraform apply", longLivedKey: "", byHand: false } as const;

export const deployOnRequest: Rule<PublishingJob> = {
  id: "workflows/deploy-on-request",
  on: "publishing-job",
  title: "Change that is not merged already deployed",
  severity: "high",
  why: "Whoever may open a request from a branch of the repository changes what runs, before anyone has looked: the plan, the script and the credentials are those of the request's own code.",
  fix: "Show what would happen on a request (`plan`, `diff`, `--dry-run`), and deploy from the protected branch alone.",
  standards: ["OWASP CICD-SEC-1", "OWASP CICD-SEC-4", "CIS SSC 5.2"],
  aliases: ["pipeline-check/GHA-117", "pipeline-check/GL-004"],
  examples: [
    { given: { ...job, environment: "", onRequest: true }, verdict: "fail" },
    { given: { ...job, environment: "production", onRequest: true }, verdict: "fail" },
    { given: { ...job, environment: "", onRequest: false }, verdict: "pass" },
    { given: { ...job, environment: "", onRequest: true, byHand: true }, verdict: "pass" },
  ],
  judge: ({ publishes, environment, onRequest, byHand }) => {
    if (onRequest !== true || byHand) return { kind: "pass" };
    return {
      kind: "fail",
      severity: environment === "" || /prod/i.test(environment) ? "high" : "medium",
      message: `${publishes} runs for requests that are not merged`,
      cause: publishes,
    };
  },
};
