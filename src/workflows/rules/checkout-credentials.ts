import type { Rule } from "../../core/rule.ts";
import type { Checkout, Trigger } from "../facts.ts";

const push: Trigger = { events: ["push"], outsider: false, privileged: false };
const example = { ref: "", repository: "", runsLater: true, trigger: push } as const;

export const checkoutCredentials: Rule<Checkout> = {
  id: "workflows/checkout-credentials",
  on: "checkout",
  title: "Checkout leaves the token in the work tree",
  severity: "medium",
  confidence: "proven",
  why: "The token stays readable for every later step, and whatever packs the work tree up, an artifact or an image, takes it along.",
  fix: "Set `persist-credentials: false` where no later step pushes or fetches.",
  standards: ["OWASP CICD-SEC-6"],
  aliases: ["zizmor/artipacked"],
  references: ["https://unit42.paloaltonetworks.com/github-repo-artifacts-leak-tokens/"],
  examples: [
    { given: { ...example, keepsToken: true, pushesLater: false }, verdict: "fail" },
    { given: { ...example, keepsToken: false, pushesLater: false }, verdict: "pass" },
    { given: { ...example, keepsToken: true, pushesLater: true }, verdict: "pass" },
    { given: { ...example, keepsToken: "computed at run time", pushesLater: false }, verdict: "unobservable" },
  ],
  judge: ({ keepsToken, pushesLater, repository, ref }) => {
    if (keepsToken === "computed at run time")
      return { kind: "unobservable", reason: "persist-credentials is computed at run time" };
    if (!keepsToken || pushesLater) return { kind: "pass" };
    return {
      kind: "fail",
      message: "the token stays in the work tree after the checkout",
      cause: `${repository} ${ref}`.trim(),
    };
  },
};
