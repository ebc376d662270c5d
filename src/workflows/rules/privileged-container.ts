import type { Rule } from "../../core/rule.ts";
import type { JobImage } from "../facts.ts";

export const privilegedContainer: Rule<JobImage> = {
  id: "workflows/privileged-container",
  on: "job-image",
  title: "Job's container holds its machine",
  severity: "medium",
  why: "A container with such a right is no wall: whoever is in it has the machine, and on one that is used again, the next job. Build servers were the way in at SolarWinds.",
  fix: "Leave the right out; build images with a builder that needs none.",
  standards: ["OWASP CICD-SEC-7", "CIS SSC 2.1.3"],
  aliases: ["pipeline-check/GHA-017"],
  examples: [
    { given: { ref: "docker:27", privilege: "--privileged" }, verdict: "fail" },
    { given: { ref: "node:22" }, verdict: "pass" },
  ],
  judge: ({ ref, privilege }) =>
    privilege === undefined
      ? { kind: "pass" }
      : { kind: "fail", message: `${ref || "a job's container"} runs with ${privilege}`, cause: `${ref} ${privilege}` },
};
