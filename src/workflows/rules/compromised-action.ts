import type { Rule } from "../../core/rule.ts";
import type { Trigger, UsedStep } from "../facts.ts";

const push: Trigger = { events: ["push"], outsider: false, privileged: false };

export const compromisedAction: Rule<UsedStep> = {
  id: "workflows/compromised-action",
  on: "used-step",
  title: "Action's version that carried hostile code",
  severity: "critical",
  why: "This very version printed or sent away the secrets of every job that ran it.",
  fix: "Remove it, and replace every secret that a job with it could read since.",
  standards: ["OWASP CICD-SEC-3"],
  aliases: ["zizmor/known-vulnerable-actions"],
  references: ["https://nvd.nist.gov/vuln/detail/CVE-2025-30066", "https://nvd.nist.gov/vuln/detail/CVE-2025-30154"],
  examples: [
    {
      given: { uses: "tj-actions/changed-files@0e58ed8671d6b60d0890c21b07f8835ace038e67", trigger: push },
      verdict: "fail",
    },
    { given: { uses: "actions/checkout@v4", trigger: push }, verdict: "pass" },
  ],
  judge: ({ uses }) => {
    const known = COMPROMISED.find(({ version }) => version.test(uses));
    if (known === undefined) return { kind: "pass" };
    return { kind: "fail", confidence: "proven", message: `${uses} carried hostile code (${known.id})`, cause: uses };
  },
};

/** From the advisories of the repositories themselves. */
const COMPROMISED: readonly { readonly id: string; readonly version: RegExp }[] = [
  { id: "CVE-2025-30066", version: /^tj-actions\/changed-files@0e58ed8671d6b60d0890c21b07f8835ace038e67$/i },
  { id: "CVE-2025-30154", version: /^reviewdog\/action-setup@f0d342d24037bb11d26b9bd8496e0808ba32e9ec$/i },
];
