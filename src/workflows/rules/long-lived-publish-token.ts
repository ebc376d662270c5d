import type { Rule } from "../../core/rule.ts";
import type { PublishingJob } from "../facts.ts";

const job = { publishes: "npm publish", environment: "release", byHand: false } as const;

export const longLivedPublishToken: Rule<PublishingJob> = {
  id: "workflows/long-lived-publish-token",
  on: "publishing-job",
  title: "Stored token where the registry trusts the workflow",
  severity: "medium",
  why: "Whoever copies the token publishes in your name from anywhere, as the worms of 2025 did from one maintainer to the next. The registry can trust this workflow's identity instead, for one run and one package.",
  fix: "Set up trusted publishing for this workflow and its environment, and revoke the token.",
  standards: ["OWASP CICD-SEC-6", "SLSA build L2"],
  aliases: ["zizmor/use-trusted-publishing"],
  examples: [
    { given: { ...job, longLivedKey: "NODE_AUTH_TOKEN for npm" }, verdict: "fail" },
    { given: { ...job, longLivedKey: "" }, verdict: "pass" },
  ],
  judge: ({ longLivedKey }) =>
    longLivedKey === ""
      ? { kind: "pass" }
      : { kind: "fail", message: `it publishes with a stored token: ${longLivedKey}`, cause: longLivedKey },
};
