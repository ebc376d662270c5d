import type { Rule } from "../../core/rule.ts";
import type { HeldCredential } from "../facts.ts";

export const credentialOnRequest: Rule<HeldCredential> = {
  id: "workflows/credential-on-request",
  on: "held-credential",
  title: "Credential within reach of a change that is not merged",
  severity: "medium",
  confidence: "possible",
  why: "The job runs what the request brings, its own script among it, and so whoever opens one reads what the job holds, before anyone has looked.",
  fix: "Let jobs that hold credentials run for the protected branch alone, and mark the variable as protected.",
  standards: ["OWASP CICD-SEC-4", "OWASP CICD-SEC-6"],
  aliases: ["pipeline-check/GL-023"],
  examples: [
    { given: { name: "DEPLOY_TOKEN", form: "variable", onRequest: true, byHand: false }, verdict: "fail" },
    { given: { name: "AWS_ID_TOKEN", form: "identity-token", onRequest: true, byHand: false }, verdict: "fail" },
    { given: { name: "DEPLOY_TOKEN", form: "variable", onRequest: false, byHand: false }, verdict: "pass" },
    { given: { name: "DEPLOY_TOKEN", form: "variable", onRequest: true, byHand: true }, verdict: "pass" },
  ],
  judge: ({ name, form, onRequest, byHand }) => {
    if (!onRequest || byHand) return { kind: "pass" };
    return {
      kind: "fail",
      message:
        form === "variable"
          ? `a job for requests uses ${name}`
          : `a job for requests is given the identity token ${name}`,
      cause: name,
    };
  },
};
