import type { Rule } from "../../core/rule.ts";
import type { Runner, Trigger } from "../facts.ts";

const push: Trigger = { events: ["push"], outsider: false, privileged: false };

export const anyAgent: Rule<Runner> = {
  id: "workflows/any-agent",
  on: "runner",
  title: "Runs on whichever machine is free",
  severity: "low",
  confidence: "proven",
  why: "`agent any` takes every machine, the controller among them unless it has no executors: what the build runs there reaches all credentials and all jobs.",
  fix: "Name the label of agents that live for one build, and give the controller no executors.",
  standards: ["OWASP CICD-SEC-7", "CIS SSC 2.1.3"],
  aliases: ["pipeline-check/JF-003"],
  references: ["https://www.jenkins.io/doc/book/security/controller-isolation/"],
  examples: [
    { given: { labels: ["agent any"], trigger: push }, verdict: "fail" },
    { given: { labels: ["build-linux"], trigger: push }, verdict: "pass" },
  ],
  judge: ({ labels }) =>
    labels.includes("agent any")
      ? { kind: "fail", message: "the pipeline runs on whichever machine is free" }
      : { kind: "pass" },
};
