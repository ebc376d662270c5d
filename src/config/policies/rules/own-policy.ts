import type { Rule } from "../../../core/rule.ts";
import type { PolicyAnswer } from "../facts.ts";

export const ownPolicy: Rule<PolicyAnswer> = {
  id: "config/policies/own-policy",
  on: "policy-answer",
  title: "Refused by a policy of your own",
  severity: "medium",
  confidence: "proven",
  why:
    "A cluster that enforces the policy turns the object away, and one that does not runs what your standard forbids. " +
    "The policy's own message says what is wrong; its severity is that of its annotation `waybill.dev/severity`.",
  fix: "Change the object as the policy's message says, or the policy if it is wrong.",
  standards: ["NSA pod security"],
  examples: [
    {
      given: {
        policy: "owned",
        severity: "high",
        title: "Deployment/web",
        expression: "has(object.metadata.labels.owner)",
        message: "every workload has an owner",
      },
      verdict: "fail",
    },
    {
      given: {
        policy: "owned",
        severity: "high",
        title: "Deployment/web",
        expression: "has(object.metadata.labels.owner)",
        message: undefined,
      },
      verdict: "pass",
    },
  ],
  judge: ({ policy, severity, title, expression, message }) =>
    message === undefined
      ? { kind: "pass" }
      : {
          kind: "fail",
          message: `${title} is refused by ${policy}: ${message.slice(0, 300)}`,
          severity,
          cause: `${policy} ${expression}`,
          evidence: [{ kind: "check", text: `${policy}: ${expression.slice(0, 300)}` }],
        },
};
