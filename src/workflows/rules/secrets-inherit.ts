import type { Rule } from "../../core/rule.ts";
import type { PassedSecrets } from "../facts.ts";

export const secretsInherit: Rule<PassedSecrets> = {
  id: "workflows/secrets-inherit",
  on: "passed-secrets",
  title: "All secrets handed to another workflow",
  severity: "medium",
  confidence: "proven",
  why: "The called workflow gets every secret of the repository and its organization, today's and tomorrow's, whether it needs them or not.",
  fix: "Name the secrets that the called workflow needs under `secrets:`.",
  standards: ["OWASP CICD-SEC-6", "OWASP CICD-SEC-2"],
  aliases: ["zizmor/secrets-inherit"],
  examples: [
    { given: { to: "acme/shared/.github/workflows/deploy.yml@main", all: true }, verdict: "fail" },
    { given: { to: "acme/shared/.github/workflows/deploy.yml@main", all: false }, verdict: "pass" },
  ],
  judge: ({ to, all }) => {
    if (!all) return { kind: "pass" };
    return {
      kind: "fail",
      severity: /^[.$]\//.test(to) ? "low" : "medium",
      message: `all secrets are handed to ${to}`,
      cause: to,
    };
  },
};
