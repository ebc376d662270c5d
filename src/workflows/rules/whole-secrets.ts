import type { Rule } from "../../core/rule.ts";
import type { SecretUse, Trigger } from "../facts.ts";

const push: Trigger = { events: ["push"], outsider: false, privileged: false };

export const wholeSecrets: Rule<SecretUse> = {
  id: "workflows/whole-secrets",
  on: "secret-use",
  title: "All secrets handed over at once",
  severity: "medium",
  why: "The step gets every secret that the job could have, not the one that it needs, and whatever it calls gets them, too. The pushed workflows of GhostAction and Shai-Hulud took them in just this way.",
  fix: "Name the secrets: `${{ secrets.DEPLOY_KEY }}`.",
  standards: ["OWASP CICD-SEC-6", "OWASP CICD-SEC-2"],
  aliases: ["zizmor/overprovisioned-secrets", "poutine/job_all_secrets"],
  examples: [
    { given: { expression: "toJSON(secrets)", trigger: push }, verdict: "fail" },
    { given: { expression: "secrets[matrix.key]", trigger: push }, verdict: "fail" },
    { given: { expression: "secrets.DEPLOY_KEY", trigger: push }, verdict: "pass" },
  ],
  judge: ({ expression, trigger }) => {
    const isWhole = /\bsecrets\b(?!\s*[.[])/i.test(expression);
    if (!isWhole && !/\bsecrets\s*\[\s*[^'\s]/i.test(expression)) return { kind: "pass" };
    return {
      kind: "fail",
      severity: trigger.privileged ? "high" : isWhole ? "medium" : "low",
      confidence: "proven",
      message: isWhole
        ? "all secrets are handed over at once"
        : `which secret is used is decided at run time: ${expression}`,
      cause: expression,
    };
  },
};
