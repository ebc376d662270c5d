import type { Rule } from "../../core/rule.ts";
import type { Trigger, UsedStep } from "../facts.ts";

const push: Trigger = { events: ["push"], outsider: false, privileged: false };
const aws = { uses: "aws-actions/configure-aws-credentials@v4", trigger: push } as const;

export const longLivedCloudKey: Rule<UsedStep> = {
  id: "workflows/long-lived-cloud-key",
  on: "used-step",
  title: "Long-lived cloud key where an identity token would do",
  severity: "medium",
  why: "A key that is stored works for whoever copies it, from anywhere, until somebody thinks of changing it: nine of fifteen great breaches of pipelines lived on one. The action takes a short-lived identity token instead.",
  fix: "Let the cloud trust this workflow's identity token (`id-token: write`), with the exact repository and environment as subject, and delete the key.",
  standards: ["OWASP CICD-SEC-6", "OWASP CICD-SEC-2", "CIS SSC 2.1.4"],
  aliases: ["pipeline-check/GHA-005"],
  examples: [
    {
      given: {
        ...aws,
        inputs: { "aws-access-key-id": "${{ secrets.ID }}", "aws-secret-access-key": "${{ secrets.KEY }}" },
      },
      verdict: "fail",
    },
    { given: { ...aws, inputs: { "role-to-assume": "arn:aws:iam::111122223333:role/ci" } }, verdict: "pass" },
    {
      given: { uses: "google-github-actions/auth@v2", inputs: { credentials_json: "${{ secrets.G }}" }, trigger: push },
      verdict: "fail",
    },
    { given: { uses: "azure/login@v2", inputs: { "client-id": "x" }, trigger: push }, verdict: "pass" },
  ],
  judge: ({ uses, inputs = {} }) => {
    const taker = TAKERS.find(({ action }) => action.test(uses));
    const key = taker?.inputs.find((name) => /\bsecrets\.|\benv\./.test(inputs[name] ?? ""));
    if (taker === undefined || key === undefined) return { kind: "pass" };
    return {
      kind: "fail",
      message: `a stored ${taker.cloud} key is handed over as ${key}`,
      cause: `${taker.cloud} ${inputs[key]}`,
    };
  },
};

const TAKERS: readonly { readonly action: RegExp; readonly cloud: string; readonly inputs: readonly string[] }[] = [
  { action: /^aws-actions\/configure-aws-credentials@/i, cloud: "AWS", inputs: ["aws-secret-access-key"] },
  { action: /^azure\/login@/i, cloud: "Azure", inputs: ["creds"] },
  {
    action: /^google-github-actions\/(?:auth|setup-gcloud)@/i,
    cloud: "Google",
    inputs: ["credentials_json", "service_account_key"],
  },
  { action: /^aws-actions\/amazon-ecr-login@/i, cloud: "AWS", inputs: ["password"] },
];
