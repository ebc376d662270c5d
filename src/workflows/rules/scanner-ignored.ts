import type { Rule } from "../../core/rule.ts";
import type { Trigger, UsedStep } from "../facts.ts";

const push: Trigger = { events: ["push"], outsider: false, privileged: false };

export const scannerIgnored: Rule<UsedStep> = {
  id: "workflows/scanner-ignored",
  on: "used-step",
  title: "Security check that stops nothing",
  severity: "low",
  why: "The check runs, or seems to, and whatever it finds the pipeline goes on: a green light that nobody has to earn.",
  fix: "Let it fail the job, and take single findings out by a waiver with a reason and an end.",
  standards: ["OWASP CICD-SEC-1", "OWASP CICD-SEC-10"],
  aliases: ["pipeline-check/GHA-051"],
  examples: [
    {
      given: {
        uses: "aquasecurity/trivy-action@v1",
        switchedOff: "continue-on-error: true on the step",
        trigger: push,
      },
      verdict: "fail",
    },
    { given: { uses: "aquasecurity/trivy-action@v1", trigger: push }, verdict: "pass" },
  ],
  judge: ({ uses, switchedOff }) =>
    switchedOff === undefined
      ? { kind: "pass" }
      : {
          kind: "fail",
          confidence: "proven",
          message: `${uses} stops nothing: ${switchedOff}`,
          cause: `${uses.replace(/@.*/, "")} ${switchedOff}`,
        },
};
